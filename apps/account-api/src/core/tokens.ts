/** What the whole app shares; CoreModule provides them. */
export const DATABASE = Symbol('Database');
export const KEYS = Symbol('Keys');
export const EVENT_STREAM = Symbol('EventStream');
export const LOGGER = Symbol('Logger');
export const CLOCK = Symbol('Clock');
