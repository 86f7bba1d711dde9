import { replaceSection } from './write-section.js';

describe('the page of benchmarks', () => {
  it('keeps what stands around a section, and every other section', () => {
    const first = replaceSection('# Page\n', 'latency', 'old');
    const both = replaceSection(first, 'storm', 'other');
    const again = replaceSection(both, 'latency', 'new');
    expect(again).toBe(both.replace('old', 'new'));
    expect(again).toContain('other');
  });

  it('does not change when the same is written twice', () => {
    const once = replaceSection('# Page\n', 'latency', 'same');
    expect(replaceSection(once, 'latency', 'same')).toBe(once);
  });
});
