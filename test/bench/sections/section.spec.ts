import { Accounting, atLeast, atMost } from './section.js';

describe('the sections of the bench', () => {
  it('know which side of a limit is the good one, and that no figure is on it', () => {
    expect([atMost('ms', 15, 15).met, atMost('ms', 15.1, 15).met]).toEqual([true, false]);
    expect([atLeast('x', 1, 1).met, atLeast('x', 0.99, 1).met]).toEqual([true, false]);
    expect([atMost('ms', Number.NaN, 15).met, atLeast('x', Number.NaN, 1).met]).toEqual([false, false]);
  });

  it('are red when a device is missing, and say so in the figures', () => {
    const accounting = new Accounting();
    accounting.all(10, 10, 'a campaign');
    expect(() => accounting.all(9, 10, 'a campaign')).toThrow('1 of 10 devices');
    expect(accounting.missing).toEqual([0, 1]);
  });
});
