export { browserClock } from './browser-clock.js';
export { BrowserStore } from './browser-store.js';
export { fetchHttp } from './fetch-http.js';
export { KeptValues } from './indexed-db.js';
export { oneAtATime } from './one-at-a-time.js';
export { webSocketDial } from './web-socket-dial.js';
