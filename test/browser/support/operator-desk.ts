import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { pageHeaders, servePages } from '../../../apps/account-api/src/pages/pages.js';
import type { WallAnswer } from '../../../apps/account-web/src/operator/wall/read-wall.js';
import type {
  Campaign,
  Classes,
  NewCampaign,
  Operator,
  Preview,
} from '../../../apps/account-web/src/operator/api/shapes.js';

/**
 * The operators' pages as the account API serves them, headers and all, over an API of the test's own: each state
 * of a campaign stands still to be looked at, and faults come when the test says. That the real API answers in
 * these very shapes is held by operator-contract.spec.ts.
 */
export interface Desk {
  readonly url: string;
  /** Who is signed in; null for nobody. */
  operator: Operator | null;
  campaigns: Campaign[];
  classes: Classes;
  preview: Preview;
  wall: WallAnswer;
  /** What a stream of the wall begins with. */
  wallStates: object;
  /** How often a wall was asked for. */
  walls: number;
  /** What was asked with POST, in order: path and body. */
  readonly asked: { readonly path: string; readonly body: unknown }[];
  /** Answers every request to a path that ends so in this way instead; null lets it hang. */
  readonly faults: Map<string, Fault | null>;
  /** Tells all open streams of a path that ends so. */
  tell(pathEnd: string, event: string, data: object): void;
  /** As it was at the beginning, for the next test. */
  reset(): void;
  /** As a server does that restarts: what is open ends, and may be opened anew. */
  breakStreams(): void;
  /** How many streams of such a path are open. */
  streams(pathEnd: string): number;
  close(): Promise<void>;
}

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly campaignId?: string;
}

export async function aDesk(): Promise<Desk> {
  const app = express();
  const streams = new Map<Response, string>();
  const desk: Omit<Desk, 'url' | 'close'> = {
    ...atFirst(),
    asked: [],
    faults: new Map(),
    reset: () => {
      Object.assign(desk, atFirst());
      desk.asked.splice(0);
      desk.faults.clear();
    },
    tell: (pathEnd, event, data) => {
      for (const [response, path] of streams) if (path.endsWith(pathEnd)) write(response, event, data);
    },
    breakStreams: () => {
      for (const response of streams.keys()) response.end();
    },
    streams: (pathEnd) => [...streams.values()].filter((path) => path.endsWith(pathEnd)).length,
  };
  app.use(pageHeaders([]));
  app.use('/operator/api', express.json(), (request, response) => answer(desk, streams, request, response));
  servePages(app, 'dist/apps/account-web');
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(desk, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const response of streams.keys()) response.end();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

const atFirst = () => ({
  operator: OLGA,
  campaigns: [],
  classes: CLASSES,
  preview: PREVIEW,
  wall: aWall(0),
  wallStates: { atMs: 0, online: [], offline: [], blocked: [], confirmed: [] },
  walls: 0,
});

function answer(
  desk: Omit<Desk, 'url' | 'close'>,
  streams: Map<Response, string>,
  request: Request,
  response: Response,
): void {
  const { path, method } = request;
  const body: unknown = request.body;
  if (method === 'POST') desk.asked.push({ path, body });
  for (const [end, fault] of desk.faults) {
    if (!path.endsWith(end)) continue;
    if (fault === null) return;
    return problem(response, fault);
  }
  if (path === '/sign-in') {
    desk.operator = OLGA;
    response.status(204).end();
    return;
  }
  if (desk.operator === null) return problem(response, { status: 401, code: 'sign_in_required' });
  if (path.endsWith('/events')) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    if (path === '/wall/events') write(response, 'batch', desk.wallStates);
    streams.set(response, path);
    response.once('close', () => streams.delete(response));
    return;
  }
  const found = desk.campaigns.find(({ id }) => path.split('/')[2] === id);
  if (path === '/sign-out') desk.operator = null;
  else if (path === '/me') return void response.json(desk.operator);
  else if (path === '/classes') return void response.json(desk.classes);
  else if (path === '/wall') {
    desk.walls += 1;
    return void response.json(desk.wall);
  } else if (path === '/campaigns/preview') return void response.json(desk.preview);
  else if (path === '/campaigns' && method === 'GET')
    return void response.json({ campaigns: desk.campaigns, next: null });
  else if (path === '/campaigns') {
    const { class: chosen, reason } = body as NewCampaign;
    const made = aCampaign({ class: chosen, reason });
    desk.campaigns.unshift(made);
    return void response.status(201).json(made);
  } else if (found === undefined) return problem(response, { status: 404, code: 'campaign_not_found' });
  else if (method === 'GET') return void response.json(found);
  response.status(204).end();
}

const write = (response: Response, event: string, data: object): void =>
  void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

const problem = (response: Response, fault: Fault): void =>
  void response
    .status(fault.status)
    .type('application/problem+json')
    .send({ type: `urn:signoff:error:${fault.code}`, title: fault.code, ...fault });

export const OLGA: Operator = { operatorId: 'op-1', name: 'Olga', email: 'olga@example.com' };
export const OTTO = { operatorId: 'op-2', name: 'Otto' };

/** A number for each campaign of this process. */
let made = 0;

/** A campaign that runs well, made by Olga; what is given takes the place of it. */
export function aCampaign(over: Partial<Campaign> = {}): Campaign {
  made += 1;
  const now = Date.now();
  return {
    id: `campaign-${made}`,
    class: { kinds: ['tv'], models: ['Model One'] },
    reason: 'Recall of Model One',
    madeBy: { operatorId: OLGA.operatorId, name: OLGA.name },
    madeAt: now - 180_000,
    approvedBy: OTTO,
    status: 'running',
    stages: [
      {
        percent: 100,
        startedAt: now - 62_000,
        revocationJti: 'r1',
        blockedAt: now - 61_992,
        blockedAfterMs: 8,
        counted: true,
      },
    ],
    cutoff: 104_220,
    count: 12_480,
    countIsFinal: true,
    receiptWindowMs: 1_248,
    figures: {
      blocked: 12_480,
      told: 9_360,
      confirmed: 8_911,
      unreachable: 3_120,
      online: 9_360,
      browsers: 0,
    },
    byKind: [{ kind: 'tv', count: 12_480, confirmed: 8_911, unreachable: 3_120 }],
    byModel: [{ model: 'Model One', count: 12_480, confirmed: 8_911, unreachable: 3_120 }],
    confirmedPerS: 148,
    secondsLeft: 4,
    tellingStoppedAt: null,
    history: [
      {
        at: now - 180_000,
        operator: { operatorId: OLGA.operatorId, name: OLGA.name },
        what: 'made the campaign',
      },
      { at: now - 62_000, operator: OTTO, what: 'approved it' },
      { at: now - 61_992, operator: null, what: 'All 12,480 sessions are blocked' },
    ],
    ...over,
  };
}

export const CLASSES: Classes = {
  kinds: [
    { kind: 'tv', sessions: 61_204 },
    { kind: 'phone', sessions: 40_377 },
  ],
  models: ['Model One', 'Model Two', 'Model Two Slim', 'Cinema 55', 'Cinema 65', 'Stick', 'Box']
    .map((model, index) => ({ model, kind: 'tv', sessions: 12_480 - index * 1_700 }))
    .concat(
      ['Pocket 5', 'Pocket 6', 'Fold'].map((model, index) => ({
        model,
        kind: 'phone',
        sessions: 9_000 - index * 2_600,
      })),
    ),
  appVersions: ['4.0.0', '4.1.0', '4.2.1'],
};

export const PREVIEW: Preview = {
  count: 12_480,
  exact: true,
  browsers: 0,
  cutoff: null,
  online: 9_360,
  accounts: 11_702,
  byKind: [{ kind: 'tv', count: 12_480, online: 9_360 }],
  byModel: [{ model: 'Model One', count: 12_480, online: 9_360 }],
  examples: ['Living room', 'Bedroom', 'Kitchen'].map((name, index) => ({
    sid: `s${index}`,
    kind: 'tv',
    name,
    model: 'Model One',
    appVersion: '4.1.0',
    account: `${name.charAt(0).toLowerCase()}…@example.com`,
    online: index !== 1,
    enrolledAt: Date.now() - 86_400_000 * (index + 2),
  })),
};

/** So many devices of three models, each online. */
export const aWall = (count: number): WallAnswer => ({
  wall: 'wall-1',
  at: Date.now(),
  tiles: Array.from({ length: count }, (_, number) => ({
    sid: `sid-${number}`,
    kind: number % 3 === 2 ? 'phone' : 'tv',
    model: ['Model One', 'Model Two', 'Pocket 5'][number % 3]!,
    online: true,
  })),
});

/** The first third of a wall blocked, the most of it confirmed, and some of it gone before it was told. */
export function aWave(count: number): Record<'offline' | 'blocked' | 'confirmed', readonly number[]> {
  const blocked = [...Array(count).keys()].filter((number) => number % 3 === 0);
  return {
    blocked,
    confirmed: blocked.filter((number) => number % 10 !== 0 && number % 10 !== 5),
    offline: blocked.filter((number) => number % 10 === 0),
  };
}
