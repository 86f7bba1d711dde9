import type { Setting } from './setting.js';

type Settings = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

export interface Config<S extends Settings = Settings> {
  /** The process it configures, as the reference page heads it. */
  readonly section: string;
  readonly settings: S;
  /** Reads every setting at once. Throws one Error that names each one amiss, so that a start fails once, not five times. */
  load(env: Readonly<Record<string, string | undefined>>): Values<S>;
}

/**
 * Declares a process's settings. An empty variable counts as absent.
 * @param ownPrefix names that begin so are this process's alone: one it does not know is a typo, and a fault
 */
export function defineConfig<const S extends Settings>(
  section: string,
  settings: S,
  ownPrefix: string | null = null,
): Config<S> {
  return {
    section,
    settings,
    load(env) {
      const values: Record<string, unknown> = {};
      const faults: string[] = [];
      for (const [name, setting] of Object.entries(settings)) {
        const text = env[setting.env];
        try {
          if (text !== undefined && text !== '') values[name] = setting.parse(text);
          else if (setting.fallback !== undefined) values[name] = setting.fallback();
          else faults.push(`${setting.env} is not set: ${setting.doc}`);
        } catch (error) {
          faults.push(
            `${setting.env} ${(error as Error).message}; it is ${JSON.stringify(withoutPassword(text ?? ''))}. ${setting.doc}`,
          );
        }
      }
      const known = new Set(Object.values(settings).map((setting) => setting.env));
      for (const name of Object.keys(env)) {
        if (ownPrefix !== null && name.startsWith(ownPrefix) && !known.has(name))
          faults.push(`${name} is no setting. Is it misspelt?`);
      }
      if (faults.length > 0) throw new Error(`${section} cannot start:\n  ${faults.join('\n  ')}`);
      return values as Values<S>;
    },
  };
}

/** A message may end in a log, or in a question to somebody. */
const withoutPassword = (text: string): string => text.replace(/(:\/\/[^/:@]*):[^@]*@/, '$1:***@');
