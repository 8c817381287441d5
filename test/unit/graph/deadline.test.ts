import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimedOutError, withTimeout } from '../../../src/graph/deadline.ts';
import { never } from './fake-graph.ts';

const endless = () => new Promise<never>(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('work within a time', () => {
  it('gives what the work gives, and leaves no timer behind', async () => {
    expect(await withTimeout(1_000, never, async () => 'done')).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when the time is over even if the work never does, and aborts the work', async () => {
    let aborted: AbortSignal | undefined;
    const outcome = withTimeout(1_000, never, (signal) => {
      aborted = signal;
      return endless();
    }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(999);
    expect(aborted?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBeInstanceOf(TimedOutError);
    expect(aborted?.aborted).toBe(true);
  });

  it('ends with the reason of the caller, at once', async () => {
    const caller = new AbortController();
    const outcome = withTimeout(1_000, caller.signal, endless);
    caller.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin when the caller has aborted before', async () => {
    const work = vi.fn(endless);
    await expect(withTimeout(1_000, AbortSignal.abort(new Error('before')), work)).rejects.toThrow('before');
    expect(work).not.toHaveBeenCalled();
  });
});
