/** A phone: `node dist/simulators/phone/src/main.js --help`. */
import { runDevice } from '../../terminal/src/run-device.js';

await runDevice({ kind: 'phone', name: 'My phone', model: 'Pebble 9' });
