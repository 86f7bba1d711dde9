/** What the whole app shares; CoreModule provides them. */
export const CONFIG = Symbol('PlaybackApiConfig');
export const DATABASE = Symbol('Database');
export const POINT = Symbol('EnforcementPoint');
