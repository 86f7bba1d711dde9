import { SignoffError } from '#libs/errors';
import { openLogger } from '../index.js';

const lines = (write: (logger: ReturnType<typeof openLogger>) => void): Record<string, unknown>[] => {
  const written: string[] = [];
  write(
    openLogger('account-api', { level: 'debug', destination: { write: (line) => void written.push(line) } }),
  );
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('the log', () => {
  it('is one JSON object a line, with the level as a word and the txn where there is one', () => {
    const [line] = lines((logger) => logger.child({ txn: 't-1' }).info({ sid: 's' }, 'revoked'));
    expect(line).toMatchObject({ level: 'info', app: 'account-api', txn: 't-1', sid: 's', msg: 'revoked' });
    expect(new Date(line?.['time'] as string).getTime()).toBeGreaterThan(0);
  });

  it('holds no token, proof, cookie or password, however deep it lies', () => {
    const secret = 'SECRET';
    const headers = { authorization: secret, dpop: secret, cookie: secret, 'set-cookie': secret };
    const body = { password: secret, refresh_token: secret, access_token: secret, device_code: secret };
    const text = JSON.stringify(
      lines((logger) => {
        logger.info(headers);
        logger.info({ headers, body });
        logger.info({ request: { headers, body } });
        logger.info({ devices: [{ name: 'TV', proof: secret }], proof: [secret], token: { value: secret } });
        logger.info({ cause: Object.assign(new Error('no'), { dpop: secret }) });
        logger.child({ accessToken: secret, request: { headers } }).child({ body }).info('asked');
        logger.child({ headers }, { level: 'debug' }).info('asked');
      }),
    );
    expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('takes secrets out of the line, not out of what was handed to it, and leaves the rest', () => {
    const request = {
      method: 'POST',
      headers: { accept: '*/*', cookie: 'SECRET' },
      body: ['a', { password: 'SECRET' }],
    };
    const [line] = lines((logger) => logger.info({ request }, 'asked'));
    expect(line?.['request']).toEqual({
      method: 'POST',
      headers: { accept: '*/*', cookie: '[redacted]' },
      body: ['a', { password: '[redacted]' }],
    });
    expect(request.headers.cookie).toBe('SECRET');
  });

  it('keeps of an error that carries a secret what it keeps of any', () => {
    const error = Object.assign(new Error('refused'), { password: 'SECRET', parameters: ['SECRET'] });
    const [line] = lines((logger) => logger.warn({ err: error }, 'request failed'));
    expect(line?.['err']).toEqual({ type: 'Error', message: 'refused', stack: error.stack });
  });

  it('keeps an error’s causes and code, and not what else it carries', () => {
    const cause = Object.assign(new Error('duplicate key'), { parameters: ['SECRET'], code: '23505' });
    const error = new SignoffError('internal_error', undefined, { cause });
    const [first, second] = lines((logger) => {
      logger.error({ err: error }, 'request failed');
      logger.error({ err: cause }, 'request failed');
    });
    expect(JSON.stringify(first)).toContain('duplicate key');
    expect(second).toMatchObject({ err: { code: '23505', message: 'duplicate key' } });
    expect(JSON.stringify([first, second])).not.toContain('SECRET');
  });
});
