import { Module, type DynamicModule } from '@nestjs/common';
import { Guard } from '../guard/guard.js';
import { ProtectedGuard } from './protected.js';

/** Nest: `imports: [ResourceServerModule.register(guard)]`, then `@Protected()` on controllers or routes. */
@Module({})
export class ResourceServerModule {
  static register(guard: Guard): DynamicModule {
    return {
      module: ResourceServerModule,
      global: true,
      providers: [{ provide: Guard, useValue: guard }, ProtectedGuard],
      exports: [Guard, ProtectedGuard],
    };
  }
}
