import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOSE,
  decodeDeviceFrame,
  decodeGatewayFrame,
  MAX_FRAME_BYTES,
  PROOF_TYPE,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
} from '#libs/push-protocol';
import { parseSecurityEvent, RECEIPT_TYPE, SECURITY_EVENT_TYPE, WIPED } from '#libs/security-event';
import { SIDS } from '../../infra/docs/share-table.js';
import { ROOT } from '../../infra/docs/root.js';

const page = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');

/** Every frame there is; leave one out and it does not compile. */
const FROM_DEVICE: Record<DeviceFrame['type'], true> = {
  hello: true,
  renew: true,
  receipt: true,
  ping: true,
};
const FROM_GATEWAY: Record<GatewayFrame['type'], true> = {
  challenge: true,
  ready: true,
  'session-revoked': true,
  'receipt-stored': true,
  pong: true,
  'going-away': true,
};

const examples = (from: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`json ${from}\\n(.*?)^\`\`\``, 'gms'))].map(([, json = '']) => json);

const typeOf = (json: string): string => (JSON.parse(json) as { type: string }).type;

describe('docs/protocol.md', () => {
  it('has an example of every frame of a device, which a gateway reads', () => {
    expect(examples('device').map(typeOf).sort()).toEqual(Object.keys(FROM_DEVICE).sort());
    for (const json of examples('device'))
      expect(decodeDeviceFrame(json)).toEqual({ frame: JSON.parse(json) });
  });

  it('has an example of every frame of a gateway, which a device reads', () => {
    expect(examples('gateway').map(typeOf).sort()).toEqual(Object.keys(FROM_GATEWAY).sort());
    for (const json of examples('gateway'))
      expect(decodeGatewayFrame(json)).toEqual({ frame: JSON.parse(json) });
  });

  it('has a chapter for every frame, and for no other', () => {
    const chapters = [...page.matchAll(/^### (.+)$/gm)].flatMap(([, title = '']) => [
      ...(title.includes('from the') ? title.matchAll(/`([a-z-]+)`/g) : []),
    ]);
    expect(chapters.map(([, type]) => type).sort()).toEqual(
      [...Object.keys(FROM_DEVICE), ...Object.keys(FROM_GATEWAY)].sort(),
    );
  });

  it('names no close code that is not in the registry, in its text', () => {
    const known = new Set<number>(Object.values(CLOSE).map(({ code }) => code));
    const bands = new Set([4000, 4199, 4200, 4299, 4300, 4499, 4500, 4999]);
    const named = [...page.matchAll(/\b(4\d{3})\b/g)].map(([, code]) => Number(code));
    const strange = named.filter((code) => !known.has(code) && !bands.has(code) && code !== 4711);
    expect(named.length).toBeGreaterThan(20);
    expect(strange).toEqual([]);
  });

  it('tells in its text of every close code that a device can bring about', () => {
    const text = page.slice(0, page.indexOf('## 15.'));
    const ours = new Set(['overloaded']);
    for (const [name, { code }] of Object.entries(CLOSE))
      if (!ours.has(name)) expect([name, text.includes(String(code))]).toEqual([name, true]);
  });

  it('says the constants as the code has them', () => {
    for (const constant of [SUBPROTOCOL, PROOF_TYPE, RECEIPT_TYPE, SECURITY_EVENT_TYPE, ...WIPED])
      expect(page).toContain(`\`${constant}\``.replace(/^`(.*)`$/, '$1'));
    expect(page).toContain(MAX_FRAME_BYTES.toLocaleString('en'));
    for (const sid of SIDS) expect(page).toContain(sid);
  });

  it('shows an event that a device understands', () => {
    const json = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => text);
    const event = json
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(({ events }) => events);
    expect(parseSecurityEvent(event ?? {}, 'https://accounts.example').predicate.type).toBe('session');
  });

  it('leads nowhere that is not there', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
  });
});
