import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * What a command was called with. With `--help` it says how it is called and ends; of a call it cannot read it says
 * why, and how it is called, and ends with 2 before anything was done.
 */
export function calledWith<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  const options = { ...config.options, help: { type: 'boolean' } } as const;
  try {
    const called = parseArgs({ ...config, options });
    const { help } = called.values as { readonly help?: boolean };
    if (help !== true) return called as ReturnType<typeof parseArgs<Config>>;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

/** @throws nothing: ends the command with 2 where the text is no whole number of `least` or more */
export function wholeNumber(name: string, text: string, least = 0): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least && text.trim() !== '') return number;
  process.stderr.write(`${name} takes a whole number of ${least} or more, not "${text}"\n`);
  return process.exit(2);
}
