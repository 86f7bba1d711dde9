import { Client } from 'pg';
import type { Fault } from '../fault.js';

export const postgres: readonly Fault[] = [
  {
    id: 'postgres-restarted',
    what: 'PostgreSQL crashes, and recovers from its log.',
    lastsMs: { full: 2_000, short: 0 },
    begin: async ({ postgres: server }) => {
      await server.crash();
      return { end: () => server.again() };
    },
  },
  {
    id: 'postgres-reset',
    what: 'Every connection to PostgreSQL is ended by the server, then every one is reset by the network.',
    lastsMs: { full: 2_000, short: 500 },
    begin: async ({ postgres: server, databaseDoor }) => {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      await client.end();
      return { end: () => databaseDoor.reset() };
    },
  },
  {
    id: 'postgres-slow',
    what: 'Everything that goes to PostgreSQL and comes from it takes 100 ms longer each way.',
    lastsMs: { full: 10_000, short: 1_500 },
    begin: async ({ databaseDoor }) => {
      databaseDoor.delayMs = 100;
      return { end: () => void (databaseDoor.delayMs = 0) };
    },
  },
];
