export { openDatabase, type Database, type Transaction } from './database.js';
export { DatabaseNewerError, lookAtMigrations, migrate } from './migrate.js';
export { isDatabaseUnavailable } from './unavailable.js';
