/** What the whole app shares; CoreModule provides them. */
export const DATABASE = Symbol('Database');
/** For beats and notes, which no queue of requests may hold up. */
export const BACKGROUND_DATABASE = Symbol('BackgroundDatabase');
export const KEYS = Symbol('IssuerKeys');
export const SIGN_EVENT = Symbol('SignEvent');
export const EVENT_STREAM = Symbol('EventStream');
export const LOGGER = Symbol('Logger');
export const CLOCK = Symbol('Clock');
