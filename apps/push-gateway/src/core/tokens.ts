/** What the whole app shares; CoreModule provides them. */
export const CORE = Symbol('Core');
export const CONFIG = Symbol('PushGatewayConfig');
export const EVENT_STREAM = Symbol('EventStream');
export const LOGGER = Symbol('Logger');
