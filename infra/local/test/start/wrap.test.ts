import { describe, expect, it } from 'vitest';
import { wrap } from '../../start/wrap.ts';

describe('A line that is printed', () => {
  it('is broken between words and moved in, so that no row is wider than the terminal', () => {
    const rows = wrap('08:00:00   poll complete: 8 read, 5 changed, 1 event sent', 40).split('\n');
    expect(rows).toEqual(['08:00:00   poll complete: 8 read, 5', '           changed, 1 event sent']);
  });

  it('is moved in a little where it has no time', () => {
    expect(wrap('Zendesk is in quarantine already', 20)).toBe('Zendesk is in\n  quarantine already');
  });

  it('stays whole where it fits, and where an address would be broken', () => {
    expect(wrap('  short', 20)).toBe('  short');
    const address = `  http://localhost:7071/api/status?code=${'x'.repeat(40)}`;
    expect(wrap(`\n${address}\n`, 40)).toBe(`\n${address}\n`);
  });
});
