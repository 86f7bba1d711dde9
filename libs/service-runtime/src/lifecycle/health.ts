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

  /** @param timeoutMs a check that has not answered by then is amiss: what is frozen answers nothing */
  constructor(private readonly timeoutMs = 2_000) {}

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
      [...this.#checks].map(async ([name, check]) => [name, await this.#outcome(check)] as const),
    );
    const checks = Object.fromEntries(entries.map(([name, fault]) => [name, fault ?? 'ok']));
    return { ok: entries.every(([, fault]) => fault === null), checks };
  }

  async #outcome(check: Check): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, this.timeoutMs, `no answer in ${this.timeoutMs} ms`);
    });
    try {
      return await Promise.race([check(), late]);
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    } finally {
      clearTimeout(timer);
    }
  }
}
