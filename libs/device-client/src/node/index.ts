export { FileStore, replaceFile } from './file-store.js';
export { nodeClock } from './node-clock.js';
export { nodeHttp, type TlsTrust } from './node-http.js';
export { wsDial } from './ws-dial.js';
