/** One setting: where it is read, what it may be, and the line the reference page shows. */
export interface Setting<T> {
  readonly env: string;
  readonly doc: string;
  readonly kind: string;
  /** As the reference prints it; absent = it must be set. */
  readonly defaultText?: string;
  /** Throws an Error that says what is allowed. Never sees an absent value. */
  readonly parse: (text: string) => T;
  readonly fallback?: () => T;
}

interface Described<T> {
  readonly doc: string;
  readonly default?: T;
}

function setting<T>(
  env: string,
  kind: string,
  options: Described<T>,
  parse: (text: string) => T,
  show: (value: T) => string = String,
): Setting<T> {
  const base = { env, kind, doc: options.doc, parse };
  const value = options.default;
  return value === undefined ? base : { ...base, defaultText: show(value), fallback: () => value };
}

export function integer(
  env: string,
  options: Described<number> & { min: number; max: number; unit?: string },
): Setting<number> {
  const { min, max, unit = '' } = options;
  return setting(env, `integer ${min}..${max}${unit && ` ${unit}`}`, options, (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < min || value > max)
      throw new Error(`must be a whole number from ${min} to ${max}`);
    return value;
  });
}

export const text = (env: string, options: Described<string>): Setting<string> =>
  setting(env, 'text', options, (value) => value);

export function url(
  env: string,
  options: Described<string> & { protocols: readonly string[] },
): Setting<string> {
  const { protocols } = options;
  return setting(env, `URL (${protocols.join(', ')})`, options, (value) => checkedUrl(value, protocols));
}

/** Comma-separated; empty parts are left out. With `protocols`, each must be such a URL. */
export function list(
  env: string,
  options: Described<readonly string[]> & { protocols?: readonly string[] },
): Setting<readonly string[]> {
  const { protocols } = options;
  const parse = (value: string): readonly string[] => {
    const parts = value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return protocols === undefined ? parts : parts.map((part) => checkedUrl(part, protocols));
  };
  return setting(
    env,
    protocols === undefined ? 'list' : `list of URLs (${protocols.join(', ')})`,
    options,
    parse,
    (value) => value.join(','),
  );
}

export function toggle(env: string, options: Described<boolean>): Setting<boolean> {
  return setting(env, 'true or false', options, (value) => {
    if (value !== 'true' && value !== 'false') throw new Error('must be true or false');
    return value === 'true';
  });
}

export function choice<const T extends string>(
  env: string,
  options: Described<NoInfer<T>> & { of: readonly T[] },
): Setting<T> {
  const { of } = options;
  return setting(env, of.join(' | '), options, (value) => {
    if (!(of as readonly string[]).includes(value)) throw new Error(`must be one of ${of.join(', ')}`);
    return value as T;
  });
}

/** A setting that may be left out, and is null then. */
export const optional = <T>(inner: Setting<T>): Setting<T | null> => ({
  ...inner,
  defaultText: '(none)',
  fallback: () => null,
});

function checkedUrl(value: string, protocols: readonly string[]): string {
  let parsed: URL;
  try {
    parsed = new URL(value);
  } catch {
    throw new Error('must be a URL');
  }
  if (!protocols.includes(parsed.protocol.slice(0, -1)))
    throw new Error(`must begin with ${protocols.join(':// or ')}://`);
  return value;
}
