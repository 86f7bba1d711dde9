/** A television: `node dist/simulators/tv/src/main.js --help`. */
import { runDevice } from '../../terminal/src/run-device.js';

await runDevice({ kind: 'tv', name: 'Living room TV', model: 'Aurora 55' });
