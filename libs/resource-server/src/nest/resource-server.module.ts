import { Module, type DynamicModule } from '@nestjs/common';
import { Guard } from '../guard/guard.js';
import { NAMED_ROUTES, ProtectedGuard, type NamedRoutes } from './protected.js';

/** Nest: `imports: [ResourceServerModule.register(guard)]`, then `@Protected()` on controllers or routes. */
@Module({})
export class ResourceServerModule {
  static register(guard: Guard, routes: NamedRoutes = {}): DynamicModule {
    return {
      module: ResourceServerModule,
      global: true,
      providers: [
        { provide: Guard, useValue: guard },
        { provide: NAMED_ROUTES, useValue: routes },
        ProtectedGuard,
      ],
      exports: [Guard, NAMED_ROUTES, ProtectedGuard],
    };
  }
}
