import {
  audit,
  type AnswerEntry,
  type Audit,
  type DeviceEntry,
  type History,
  type Limits,
  type PointEntry,
} from '#libs/audit';
import type { Predicate, SessionFacts } from '#libs/revocation-index';
import type { RevocationView } from '../../../apps/account-api/src/revocations/view.js';
import type { SessionPage } from '../../../apps/account-api/src/sessions/session.js';
import { Refused, type Answered, type Person } from '../../support/stack/person.js';
import type { RawSocket } from '../../support/stack/raw-socket.js';
import type { Room } from '../../support/stack/room.js';
import type { StackDevice } from '../../support/stack/stack-device.js';
import { written } from '../../support/points/written.js';

interface Row {
  readonly id: string;
  readonly predicate: Predicate;
  readonly awaits: boolean;
  readonly pressed: number;
  readonly committed: number;
  readonly blocked: number | null;
}

const SESSIONS = `SELECT sid, account_id AS sub, seq::float8, kind, model, app_version AS "appVersion"
  FROM sessions WHERE live_at IS NOT NULL`;
const epochMs = (column: string): string => `extract(epoch FROM ${column})::float8 * 1000`;
const REVOCATIONS = `SELECT id, predicate, awaits_receipt AS awaits, ${epochMs('requested_at')} AS pressed,
  ${epochMs('committed_at')} AS committed, ${epochMs('blocked_at')} AS blocked FROM revocations`;

export interface RunAudit extends Audit {
  readonly revocations: number;
  /** Of those points wrote, as far as their writes were noted. */
  readonly pointEntries: number;
}

/**
 * Notes what people were answered and devices heard of a stack, and has it audited. All of it is in this
 * process, so its times are of `performance.now()`; what a point wrote is noted when it was read, and, of points
 * that run with `WRITE_TAP`, when it was written.
 */
export class RunLog {
  readonly #answered: Answered[] = [];
  readonly #devices: StackDevice[] = [];
  readonly #sockets: RawSocket[] = [];
  /** By revocation: who pressed, until they looked once more. */
  readonly #toLookAt = new Map<string, Person>();
  readonly #first = new Map<string, Answered>();
  readonly #writes: string[] = [];

  /** Points of the stack note there what they write: see `WRITE_TAP`. */
  writes(folder: string): this {
    this.#writes.push(folder);
    return this;
  }

  person(person: Person): Person {
    person.onAnswer = (answer) => {
      this.#answered.push(answer);
      const view = viewIn(answer);
      if (view === null || this.#first.has(view.id)) return;
      this.#first.set(view.id, answer);
      this.#toLookAt.set(view.id, answer.by);
    };
    return person;
  }

  device(device: StackDevice): StackDevice {
    this.#devices.push(device);
    return device;
  }

  socket(socket: RawSocket): RawSocket {
    this.#sockets.push(socket);
    return socket;
  }

  /** Each revocation is shown once more, blocked, to whoever pressed, unless that ended their own session. */
  async lookAgain(): Promise<void> {
    for (const [id, person] of this.#toLookAt) {
      this.#toLookAt.delete(id);
      await person.blocked(id).catch((error: unknown) => {
        if (!(error instanceof Refused && error.status === 401)) throw error;
      });
    }
  }

  /** What sessions and predicates there were is read from the database; how it went for them is not. */
  async audit(room: Room, limits: Limits, endedAt = Infinity): Promise<RunAudit> {
    const sessions = await room.query<SessionFacts>(SESSIONS);
    const revocations = await room.query<Row>(REVOCATIONS);
    const devices = this.#devices.flatMap((device) => [...entriesOf(device)]);
    const opened = devices.filter(({ type }) => type === 'online').map(({ at, sid }) => letIn(at, sid));
    const heard = [...opened, ...this.#sockets.flatMap((socket) => [...readyOf(socket)])];
    const tapped = this.#writes.flatMap(written);
    // When it was written, if that is known: this process may have read it late.
    const points = this.#writes.length > 0 ? tapped : heard;
    const answers = [...revocations.flatMap((row) => this.#revoked(row)), ...this.#shown()];
    // Unless it is said, the test waited for the end of its sign-outs, so all that was due is.
    const history: History = { endedAt, sessions, answers, points, devices };
    // What a test drives by hand keeps its receipt back.
    const withLog = new Set(devices.map(({ sid }) => sid));
    const silent = new Set(sessions.map(({ sid }) => sid).filter((sid) => !withLog.has(sid)));
    const judged = audit(history, { silent, ...limits });
    return { ...judged, revocations: revocations.length, pointEntries: tapped.length };
  }

  #revoked({ id, predicate, awaits, pressed, committed, blocked }: Row): AnswerEntry[] {
    const first = this.#first.get(id);
    const known = { type: 'revoked', id, predicate, awaitsReceipt: awaits } as const;
    if (first !== undefined) {
      // Pressed before, perhaps, and not answered: the first press counts.
      const pressedAt = Math.min(first.askedAt, here(pressed));
      return [{ ...known, pressedAt, answeredAt: first.answeredAt }];
    }
    // Nobody pressed: a session that was superseded, or a browser that signed out. Its times are the
    // database's, on this machine's clock.
    const answeredAt = here(committed);
    const devices =
      predicate.type === 'session' ? [{ sid: predicate.sid, state: 'signed-out' as const }] : [];
    return [
      { ...known, pressedAt: here(pressed), answeredAt },
      { type: 'shown', id, at: answeredAt, blockedAt: blocked === null ? null : here(blocked), devices },
    ];
  }

  *#shown(): Generator<AnswerEntry> {
    for (const answer of this.#answered) {
      const { askedAt, answeredAt, path, body } = answer;
      const view = viewIn(answer);
      if (view !== null) {
        const { id, devices, blockedAt, committedAt } = view;
        // By durations of the source's clock from our first answer, which came after the commit: no sooner than it was.
        const sinceAnswer = this.#first.get(id)!.answeredAt + (blockedAt ?? 0) - committedAt;
        const at = blockedAt === null ? null : Math.min(answeredAt, sinceAnswer);
        yield { type: 'shown', id, at: answeredAt, blockedAt: at, devices };
      } else if (path.startsWith('/api/sessions?')) {
        yield {
          type: 'listed',
          sub: answer.by.sub,
          askedAt,
          answeredAt,
          sessions: (body as SessionPage).sessions,
        };
      }
    }
  }
}

const here = (epoch: number): number => epoch - performance.timeOrigin;

const viewIn = ({ path, body }: Answered): RevocationView | null =>
  /^\/api\/(sessions\/[^/]+\/revocation|revocations(\/[^/]+)?)$/.test(path) ? (body as RevocationView) : null;

const letIn = (at: number, sid: string): PointEntry => ({ type: 'opened', at, sid, point: 'a gateway' });

function* readyOf(socket: RawSocket): Generator<PointEntry> {
  const ready = socket.frames.find((frame) => frame.type === 'ready');
  if (ready !== undefined) yield letIn(socket.answeredAt!, ready.session.sid);
}

function* entriesOf({ log }: StackDevice): Generator<DeviceEntry> {
  let sid: string | null = null;
  for (const [n, { at, event }] of log.entries()) {
    if (event.type === 'linked') ({ sid } = event.session);
    if (sid === null) continue;
    switch (event.type) {
      case 'linked':
      case 'online':
      case 'receipt-stored':
        yield { type: event.type, at, sid };
        break;
      case 'offline':
        // A device that was told hangs up first and wipes then: it is still to confirm in time.
        if (log[n + 1]?.event.type !== 'signed-out') yield { type: 'offline', at, sid };
        break;
      case 'off':
        yield { type: 'offline', at, sid };
        break;
      case 'signed-out':
        yield { type: event.type, at, sid, by: event.jti === null ? 'self' : 'event' };
        break;
      case 'enrolment-screen':
        // The token endpoint refused, and gave no event to believe.
        if (event.because === 'over') yield { type: 'signed-out', at, sid, by: 'grant' };
        break;
      default:
    }
  }
}
