import { figure, percentile } from './figure.js';

describe('a figure of a bench', () => {
  it('is made of values that were measured', () => {
    const times = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(figure('signout.told', times)).toEqual({
      id: 'signout.told',
      value: 50,
      unit: 'ms',
      p50: 50,
      p99: 99,
      max: 100,
      repeats: 100,
      spread: 50,
    });
  });

  it('stands beside its peer', () => {
    const beside = figure('signout.told', [3, 6, 9], { name: 'bare chain', times: [8, 4, 2] });
    expect(beside).toMatchObject({ value: 6, peer: 'bare chain', peerValue: 4, ratio: 1.5 });
  });

  it('of nothing is an error, not a zero', () => {
    expect(() => figure('signout.told', [])).toThrow('nothing was measured');
    expect(percentile([7], 0.01)).toBe(7);
  });
});
