import { spelled } from './user-code.js';

describe('a code as people type it', () => {
  it.each(['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'w.d.j.b.m.j.h.t', 'WDJB–MJHT'])('%j', (typed) => {
    expect(spelled(typed)).toBe('WDJB-MJHT');
  });

  it.each(['WDJB', 'WDJB-MJHT-X', ''])('is left alone while it is not whole: %j', (typed) => {
    expect(spelled(typed)).toBe(typed);
  });
});
