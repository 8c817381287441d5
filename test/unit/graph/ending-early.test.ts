import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PrincipalAnswer } from '../../../src/core/observe.ts';
import { answerOf, answersOf, idIn, idsOf, jobsFor, refusal, rig } from './fake-graph.ts';

const endless = () => new Promise<never>(() => undefined);

describe('when the signal aborts', () => {
  it('sends nothing if it had before', async () => {
    const { source } = rig(jobsFor);
    expect(await answersOf(source, idsOf(40), AbortSignal.abort())).toEqual([]);
    expect(source.requests).toBe(0);
  });

  it('ends at once in the middle of requests, and aborts those', async () => {
    const stop = new AbortController();
    const { source, graph } = rig(() => {
      if (graph.sent.length === 4) stop.abort();
      return endless();
    });
    expect(await answersOf(source, idsOf(100), stop.signal)).toEqual([]);
    expect(graph.sent.map(({ abortSignal }) => abortSignal?.aborted)).toEqual([true, true, true, true]);
  });

  it('ends at once while something waits to be asked again', async () => {
    const stop = new AbortController();
    const { source, time } = rig(() => refusal(429, 'TooManyRequests', '', { 'Retry-After': 50 }));
    time.onSleep = () => stop.abort();
    expect(await answersOf(source, idsOf(40), stop.signal)).toEqual([]);
    expect(time.elapsed).toBe(0);
  });

  it('yields nothing more, and what it yielded is the beginning of what was asked', async () => {
    const stop = new AbortController();
    const { source } = rig(jobsFor);
    const answers: PrincipalAnswer[] = [];
    for await (const answer of source.jobs(idsOf(60), stop.signal)) {
      answers.push(answer);
      if (answers.length === 25) stop.abort();
    }
    expect(answers.map((answer) => answer.servicePrincipalId)).toEqual(idsOf(25));
  });

  it('keeps to that order though a later batch was answered before', async () => {
    const stop = new AbortController();
    const { source, graph } = rig(async (asked) => {
      if (idIn(asked.path) === 'sp-000') {
        await vi.waitFor(() => expect(graph.sent.length).toBeGreaterThan(2));
        stop.abort();
        return endless();
      }
      return jobsFor(asked);
    });
    expect(await answersOf(source, idsOf(60), stop.signal)).toEqual([]);
  });
});

it('aborts what is in flight when the reader leaves', async () => {
  const { source, graph } = rig((asked) =>
    Number(idIn(asked.path).slice(3)) < 20 ? jobsFor(asked) : endless(),
  );
  for await (const _ of source.jobs(idsOf(80), new AbortController().signal)) break;
  expect(graph.sent.slice(1).map(({ abortSignal }) => abortSignal?.aborted)).toEqual([true, true, true]);
});

describe('a Graph that does not answer', () => {
  afterEach(() => void vi.useRealTimers());

  it('is given thirty seconds for each request, then asked again, then unreadable', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { source, graph, time } = rig(endless);
    const answer = answerOf(source, 'sp-1');
    for (let attempt = 1; attempt <= 4; attempt++) {
      await vi.waitFor(() => expect(graph.sent.length).toBe(attempt), { interval: 0 });
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(await answer).toMatchObject({ kind: 'unreadable', cause: 'timeout' });
    expect(time.slept).toEqual([2_000, 4_000, 8_000]);
    expect(graph.sent.every(({ abortSignal }) => abortSignal?.aborted)).toBe(true);
  });
});
