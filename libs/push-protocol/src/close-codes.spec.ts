import { CLOSE, closeFrame, deviceAction, type CloseName } from './close-codes.js';

const entries = Object.entries(CLOSE) as [CloseName, ReturnType<typeof closeFrame>][];

describe('the close codes', () => {
  it.each(entries)(
    '%s has a number a gateway may send and a reason that fits into a frame',
    (name, entry) => {
      const standard: readonly number[] = [1012, 1013];
      expect(entry.code >= 4000 ? entry.code <= 4999 : standard.includes(entry.code)).toBe(true);
      // RFC 6455 section 5.5: 125 bytes, two of them the code.
      expect(new TextEncoder().encode(entry.reason).length).toBeLessThanOrEqual(123);
      expect(closeFrame(name)).toBe(entry);
    },
  );

  it('are one number each', () => {
    expect(new Set(entries.map(([, { code }]) => code)).size).toBe(entries.length);
  });

  it('tell by their band what a device does, the codes of tomorrow included', () => {
    for (let code = 1000; code <= 4999; code++) {
      const expected = code >= 4500 ? 'stop' : code >= 4200 && code <= 4299 ? 'renew' : ('retry' as const);
      expect(deviceAction(code)).toBe(expected);
    }
  });

  it('send only a device with a dead token to the token endpoint, and stop only a revoked one', () => {
    const actions = Object.fromEntries(entries.map(([name, { code }]) => [name, deviceAction(code)]));
    const named = (action: string): string[] =>
      Object.keys(actions)
        .filter((name) => actions[name] === action)
        .sort();
    expect(named('stop')).toEqual(['session_revoked']);
    expect(named('renew')).toEqual([
      'proof_invalid',
      'proof_wrong_htu',
      'proof_wrong_key',
      'proof_wrong_nonce',
      'renew_mismatch',
      'token_expired',
      'token_invalid',
    ]);
  });
});
