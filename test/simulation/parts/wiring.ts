import 'reflect-metadata';

type Token = symbol | (abstract new (...args: never[]) => unknown);
type Class = new (...args: never[]) => unknown;

interface Provider {
  readonly provide: Token;
  readonly useValue?: unknown;
  readonly useExisting?: Token;
  readonly inject?: readonly Token[];
  readonly useFactory?: (...parts: unknown[]) => unknown;
}

/**
 * Puts parts together as the product's own Nest modules say, without Nest: at once, and with no life of its own. So
 * a history runs what an app runs, and follows its modules when they change.
 */
export class Wiring {
  readonly #providers = new Map<Token, Provider | Class>();
  readonly #made = new Map<Token, unknown>();

  /** @param given stands for whatever of that token the modules would make */
  constructor(modules: readonly Class[], given: ReadonlyMap<Token, unknown>) {
    for (const module of modules) {
      const kinds = ['providers', 'controllers'];
      for (const kind of kinds)
        for (const one of (Reflect.getMetadata(kind, module) ?? []) as (Provider | Class)[])
          this.#providers.set(typeof one === 'function' ? one : one.provide, one);
    }
    for (const [token, value] of given) this.#made.set(token, value);
  }

  get<T>(token: symbol | (abstract new (...args: never[]) => T)): T {
    if (!this.#made.has(token)) this.#made.set(token, this.#make(token));
    return this.#made.get(token) as T;
  }

  #make(token: Token): unknown {
    const provider = this.#providers.get(token);
    if (provider === undefined)
      throw new Error(
        `No module here provides ${String(typeof token === 'symbol' ? token.description : token.name)}`,
      );
    if (typeof provider === 'function') return new provider(...(this.#all(tokensOf(provider)) as never[]));
    if ('useValue' in provider) return provider.useValue;
    if (provider.useExisting !== undefined) return this.get(provider.useExisting);
    return provider.useFactory!(...this.#all(provider.inject ?? []));
  }

  #all(tokens: readonly Token[]): unknown[] {
    return tokens.map((token) => this.get(token));
  }
}

/** What a constructor is given: by `@Inject`, else by the type it declares. */
function tokensOf(made: Class): Token[] {
  const tokens = [...((Reflect.getMetadata('design:paramtypes', made) ?? []) as Token[])];
  const said = (Reflect.getMetadata('self:paramtypes', made) ?? []) as { index: number; param: Token }[];
  for (const { index, param } of said) tokens[index] = param;
  return tokens;
}
