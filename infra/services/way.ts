import { CannotStart } from '../cannot-start.js';
import type { Progress } from '../progress.js';

/** A server that answers. */
export interface Service {
  /** A URL, or brokers. */
  readonly address: string;
  /** As said to people: "embedded, PostgreSQL 18". */
  readonly from: string;
}

/** This way is not to be had here; the reason says what to do if one wants it. */
export class NotToBeHad {
  constructor(
    readonly reason: string,
    /** Said beside the way that was taken instead; null where nobody would wonder. */
    readonly aside: string | null = null,
  ) {}
}

/** One way to come by a service. */
export interface Way {
  readonly id: 'environment' | 'docker' | 'embedded';
  /** Errors: CannotStart, when the way was there and failed; then no other is tried, lest data be split. */
  open(): Promise<Service | NotToBeHad>;
}

export interface Taken extends Service {
  readonly way: Way['id'];
}

/** Takes the first way that is to be had, and says which, and why not those before it. */
export async function firstToBeHad(
  what: string,
  ways: readonly Way[],
  { say }: Pick<Progress, 'say'>,
): Promise<Taken> {
  const passed: NotToBeHad[] = [];
  for (const way of ways) {
    const service = await way.open();
    if (service instanceof NotToBeHad) {
      passed.push(service);
      continue;
    }
    const asides = passed.flatMap(({ aside }) => aside ?? []);
    say(`  ${what}: ${service.from}${asides.length === 0 ? '' : ` (${asides.join('; ')})`}`);
    return { ...service, way: way.id };
  }
  const list = passed.map(({ reason }, index) => `  ${index + 1}. ${reason}`).join('\n');
  throw new CannotStart(
    `${what} is not to be had. Any one of these will do; here is what stands in the way of each:\n${list}`,
  );
}
