import { safePath } from './safe-path.js';

const ORIGIN = 'https://account.example';

describe('where a page goes after signing in', () => {
  it.each(['/account', '/activate?user_code=WDJB-MJHT', '/account#devices', '/a//b'])(
    'to a path of its own: %s',
    (path) => {
      expect(safePath(path, ORIGIN)).toBe(path);
    },
  );

  it.each([
    null,
    '',
    'account',
    'https://evil.example/',
    'https://account.example.evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    ' //evil.example',
    'javascript:alert(1)',
    '//[',
  ])('home, for what leads elsewhere or nowhere: %j', (wanted) => {
    expect(safePath(wanted, ORIGIN)).toBe('/');
  });
});
