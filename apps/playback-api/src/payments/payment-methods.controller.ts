import { Controller, Get, Inject } from '@nestjs/common';
import { Device, Protected, type AccessToken } from '#libs/resource-server';
import { PAYMENT_METHODS, type PaymentMethod, type PaymentMethods } from './payment-methods.js';

/** Money has no grace: served only while it can be told who is signed in. */
@Controller('payment-methods')
@Protected({ graceMs: 0 })
export class PaymentMethodsController {
  constructor(@Inject(PAYMENT_METHODS) private readonly methods: PaymentMethods) {}

  @Get()
  async list(@Device() { sub }: AccessToken): Promise<{ readonly methods: readonly PaymentMethod[] }> {
    return { methods: await this.methods.of(sub) };
  }
}
