import type { Notice } from '../hub/connection.js';

/** Enough for every stage of every campaign whose event may come a second time. */
const MAX_STOPPED = 1_024;

/**
 * Which revocations are being told, and of which nobody is to be told any more. A stop is remembered: the event may
 * come after it, by another partition, or a second time from a relay.
 */
export class Tellings {
  readonly #underWay = new Map<string, Set<Notice>>();
  readonly #stopped = new Set<string>();

  begin(notice: Notice): void {
    const { jti } = notice.event;
    notice.stopped = this.#stopped.has(jti);
    const notices = this.#underWay.get(jti);
    if (notices === undefined) this.#underWay.set(jti, new Set([notice]));
    else notices.add(notice);
  }

  ended(notice: Notice): void {
    const { jti } = notice.event;
    const notices = this.#underWay.get(jti);
    notices?.delete(notice);
    if (notices?.size === 0) this.#underWay.delete(jti);
  }

  stop(jti: string): void {
    const [oldest] = this.#stopped;
    if (this.#stopped.size >= MAX_STOPPED && oldest !== undefined) this.#stopped.delete(oldest);
    this.#stopped.add(jti);
    for (const notice of this.#underWay.get(jti) ?? []) notice.stopped = true;
  }
}
