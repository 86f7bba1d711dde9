import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { DATABASE } from '../core/tokens.js';
import { PaymentMethodsController } from './payment-methods.controller.js';
import { PAYMENT_METHODS } from './payment-methods.js';
import { PostgresPaymentMethods } from './postgres/payment-methods.js';

@Module({
  controllers: [PaymentMethodsController],
  providers: [
    {
      provide: PAYMENT_METHODS,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresPaymentMethods(database),
    },
  ],
})
export class PaymentsModule {}
