import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.js';
import type { Way } from './way.js';

type Kept = Exclude<Way['id'], 'environment'>;

interface Kinds {
  readonly postgres?: Kept;
  readonly kafka?: Kept;
  /** Which Kafka cluster each database has been used with. */
  readonly clusters?: Readonly<Record<string, string>>;
}

/** Where the data of earlier runs is, in `.signoff/services.json`: the next run must not begin beside it. */
export class ServicesRecord {
  readonly #file: string;
  #kinds: Kinds;

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'services.json');
    this.#kinds = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Kinds) : {};
  }

  /** How the service was brought up when its data was made, or null. */
  keptBy(service: 'postgres' | 'kafka'): Kept | null {
    return this.#kinds[service] ?? null;
  }

  /** The cluster on record for a database, or null. */
  clusterOf(database: string): string | null {
    return this.#kinds.clusters?.[database] ?? null;
  }

  note(service: 'postgres' | 'kafka', way: Way['id']): void {
    if (way !== 'environment') this.#write({ ...this.#kinds, [service]: way });
  }

  /**
   * The database holds offsets of one cluster: in another they mean nothing, and a sign-out might be thought
   * delivered that never was. Errors: CannotStart when it was used with another one.
   */
  pair(database: string, clusterId: string): void {
    const known = this.#kinds.clusters?.[database];
    if (known === clusterId) return;
    if (known !== undefined) throw otherCluster(known, clusterId);
    this.#write({ ...this.#kinds, clusters: { ...this.#kinds.clusters, [database]: clusterId } });
  }

  /** Before anything is begun on data that lies here. `found` null = there is none. */
  checkKept(database: string, found: string | null): void {
    const known = this.#kinds.clusters?.[database];
    if (known !== undefined && known !== found) throw otherCluster(known, found ?? 'none, its data is gone');
  }

  #write(kinds: Kinds): void {
    this.#kinds = kinds;
    writeFileSync(`${this.#file}.next`, JSON.stringify(kinds, null, 2));
    renameSync(`${this.#file}.next`, this.#file);
  }
}

const otherCluster = (known: string, found: string): CannotStart =>
  new CannotStart(
    `This database belongs with Kafka cluster ${known}, and the one here is another (${found}).\nBring the right one back (KAFKA_BROKERS, or its data in .signoff), or begin anew: npm run reset`,
  );
