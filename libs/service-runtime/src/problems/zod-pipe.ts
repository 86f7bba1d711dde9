import { Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { SignoffError } from '#libs/errors';

/**
 * Parses a body, a query or a parameter once, at the edge: `@Body(new ZodPipe(schema)) body: z.infer<typeof schema>`.
 * Errors: malformed_request, naming the member and what it should be, never its value.
 */
@Injectable()
export class ZodPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.output<Schema>> {
  constructor(private readonly schema: Schema) {}

  transform(value: unknown): z.output<Schema> {
    const result = this.schema.safeParse(value);
    if (result.success) return result.data;
    const detail = result.error.issues
      .slice(0, 5)
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
      .join('; ');
    throw new SignoffError('malformed_request', detail);
  }
}
