import { CLOSE, deviceAction } from '#libs/push-protocol';
import { ERRORS, problemOf, SignoffError, type ErrorCode, type ErrorEntry } from './index.js';

const entries = Object.entries(ERRORS) as [ErrorCode, ErrorEntry][];

describe('the registry of errors', () => {
  it.each(entries)(
    '%s has a stable name, an error’s status, and says what to do in a sentence',
    (code, entry) => {
      expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(entry.http).toBeGreaterThanOrEqual(400);
      expect(entry.http).toBeLessThan(600);
      expect(entry.message).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each(entries.filter(([, { close }]) => close !== undefined))(
    '%s tells a device the same over HTTP as by the band of its close code',
    (_, { close, device }) => {
      expect(Object.keys(CLOSE)).toContain(close);
      expect(deviceAction(CLOSE[close!].code)).toBe(device);
    },
  );

  it('never asks a device to stop for what is no word on its session', () => {
    const stops = entries.filter(([, { device }]) => device === 'stop').map(([code]) => code);
    expect(stops).toEqual(['session_revoked']);
  });
});

describe('an error of the registry', () => {
  it('is shown as problem details, with its detail where it has one', () => {
    expect(problemOf(new SignoffError('session_not_found'))).toEqual({
      type: 'urn:signoff:error:session_not_found',
      title: ERRORS.session_not_found.message,
      status: 404,
      code: 'session_not_found',
      device: 'retry',
    });
    expect(problemOf(new SignoffError('malformed_request', 'email must be a text')).detail).toBe(
      'email must be a text',
    );
  });

  it('keeps its cause, and shows nothing of it', () => {
    const cause = new Error('the password was hunter2');
    const error = new SignoffError('internal_error', undefined, { cause });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(problemOf(error)) + error.message).not.toContain('hunter2');
  });
});
