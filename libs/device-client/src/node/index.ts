export { FileStore, replaceFile } from './file-store.js';
export { FolderTaken, takeFolder } from './folder-lock.js';
export { nodeClock } from './node-clock.js';
export { nodeHttp, type TlsTrust } from './node-http.js';
export { wsDial } from './ws-dial.js';
