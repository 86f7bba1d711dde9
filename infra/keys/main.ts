/** `node dist/infra/keys/main.js FOLDER`: makes the keys there once, for containers. */
import { makeKeysOnce } from './make-keys.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: node dist/infra/keys/main.js FOLDER\n');
  process.exit(2);
}
const made = await makeKeysOnce(folder);
process.stdout.write(made ? `keys made in ${folder}\n` : `keys in ${folder} are kept\n`);
