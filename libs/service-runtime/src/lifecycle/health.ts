/** Null when all is well, else what is amiss in a few words. */
export type Check = () => string | null | Promise<string | null>;

export interface HealthAnswer {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/**
 * Whether this process should get traffic (`ready`) and whether it should be left alone (`live`: it answers).
 * Ready turns false for good once shutting down begins.
 */
export class Health {
  readonly #checks = new Map<string, Check>();
  #draining = false;

  addCheck(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  drain(): void {
    this.#draining = true;
  }

  live(): HealthAnswer {
    return { ok: true, checks: {} };
  }

  async ready(): Promise<HealthAnswer> {
    if (this.#draining) return { ok: false, checks: { process: 'shutting down' } };
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    const checks = Object.fromEntries(entries.map(([name, fault]) => [name, fault ?? 'ok']));
    return { ok: entries.every(([, fault]) => fault === null), checks };
  }
}

async function outcome(check: Check): Promise<string | null> {
  try {
    return await check();
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
}
