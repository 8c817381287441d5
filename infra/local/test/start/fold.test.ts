import { describe, expect, it } from 'vitest';
import { Fold } from '../../start/fold.ts';

const line = (text: string) => ({ text, tone: 'warning' });

describe('Trouble that comes again and again', () => {
  it('is said once, and then how often it came', () => {
    const fold = new Fold<string>();
    expect(fold.repeated(line('port 1 refused'), 0)).toEqual([line('port 1 refused')]);
    for (let second = 1; second < 15; second++)
      expect(fold.repeated(line(`port ${second} refused`), second * 1000)).toEqual([]);
    expect(fold.repeated(line('port 1 refused'), 15_000)).toEqual([line('port 1 refused (x15)')]);
    expect(fold.repeated(line('port 1 refused'), 16_000)).toEqual([]);
  });

  it('is counted before something else is said', () => {
    const fold = new Fold<string>();
    fold.repeated(line('refused'), 0);
    expect(fold.flush(500)).toEqual([]);
    fold.repeated(line('refused'), 1000);
    fold.repeated(line('refused'), 2000);
    expect(fold.flush(2500)).toEqual([line('refused (x2)')]);
    expect(fold.flush(3000)).toEqual([]);
  });

  it('is said at once when it was over for a while', () => {
    const fold = new Fold<string>();
    fold.repeated(line('refused'), 0);
    fold.flush(20_000);
    expect(fold.repeated(line('refused'), 21_000)).toEqual([line('refused')]);
  });

  it('does not hide other trouble', () => {
    const fold = new Fold<string>();
    fold.repeated(line('refused'), 0);
    expect(fold.repeated(line('throttled'), 1)).toEqual([line('throttled')]);
  });
});
