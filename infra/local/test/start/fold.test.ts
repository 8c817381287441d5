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

  it('is counted before something else is said, but not each time', () => {
    const fold = new Fold<string>();
    for (let second = 0; second < 15; second++) {
      fold.repeated(line('refused'), second * 1000);
      expect(fold.flush(second * 1000 + 500)).toEqual([]);
    }
    expect(fold.flush(15_000)).toEqual([line('refused (x14)')]);
    expect(fold.flush(15_500)).toEqual([]);
  });

  it('is not counted when it is over, and is said at once when it comes again', () => {
    const fold = new Fold<string>();
    fold.repeated(line('refused'), 0);
    fold.repeated(line('refused'), 1000);
    expect(fold.repeated(line('refused'), 20_000)).toEqual([line('refused')]);
    expect(fold.flush(40_000)).toEqual([]);
    expect(fold.repeated(line('refused'), 41_000)).toEqual([line('refused')]);
  });

  it('does not hide other trouble', () => {
    const fold = new Fold<string>();
    fold.repeated(line('refused'), 0);
    expect(fold.repeated(line('throttled'), 1)).toEqual([line('throttled')]);
  });
});
