import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../src/core/observe.ts';
import { answerOf, answersOf, idIn, idsOf, jobsFor, listOf, refusal, rig } from './fake-graph.ts';

const endless = () => new Promise<never>(() => undefined);

describe('when the signal aborts', () => {
  it('sends nothing if it had before', async () => {
    const { reading } = rig(jobsFor);
    expect(await answersOf(reading, idsOf(40), AbortSignal.abort())).toEqual([]);
    expect(reading.requests).toBe(0);
  });

  it('ends at once in the middle of requests, and aborts those', async () => {
    const stop = new AbortController();
    const { reading, graph } = rig(() => {
      if (graph.sent.length === 4) stop.abort();
      return endless();
    });
    expect(await answersOf(reading, idsOf(100), stop.signal)).toEqual([]);
    expect(graph.sent.map(({ abortSignal }) => abortSignal?.aborted)).toEqual([true, true, true, true]);
  });

  it('ends at once while something waits to be asked again', async () => {
    const stop = new AbortController();
    const { reading, time } = rig(() => refusal(429, 'TooManyRequests', '', { 'Retry-After': 50 }));
    time.onSleep = () => stop.abort();
    expect(await answersOf(reading, idsOf(40), stop.signal)).toEqual([]);
    expect(time.elapsed).toBe(0);
  });

  it('yields nothing more, and what it yielded is the beginning of what was asked', async () => {
    const stop = new AbortController();
    const { reading } = rig(jobsFor);
    const answers: Answer[] = [];
    for await (const answer of reading.ask(idsOf(60).map(listOf), stop.signal)) {
      answers.push(answer);
      if (answers.length === 25) stop.abort();
    }
    expect(answers.map((answer) => answer.servicePrincipalId)).toEqual(idsOf(25));
  });

  it('keeps to that order though a later batch was answered before', async () => {
    const stop = new AbortController();
    const { reading, graph } = rig(async (asked) => {
      if (idIn(asked.path) === 'sp-000') {
        await vi.waitFor(() => expect(graph.sent.length).toBeGreaterThan(2), 60_000);
        stop.abort();
        return endless();
      }
      return jobsFor(asked);
    });
    expect(await answersOf(reading, idsOf(60), stop.signal)).toEqual([]);
  });
});

it('aborts what is in flight when the reader leaves', async () => {
  const { reading, graph } = rig((asked) =>
    Number(idIn(asked.path).slice(3)) < 20 ? jobsFor(asked) : endless(),
  );
  for await (const _ of reading.ask(idsOf(80).map(listOf), new AbortController().signal)) break;
  expect(graph.sent.slice(1).map(({ abortSignal }) => abortSignal?.aborted)).toEqual([true, true, true]);
});

describe('a Graph that does not answer', () => {
  afterEach(() => void vi.useRealTimers());

  it('is given thirty seconds for each request, then asked again, then unreadable', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { reading, graph, time } = rig(endless);
    const answer = answerOf(reading, 'sp-1');
    for (let attempt = 1; attempt <= 4; attempt++) {
      await vi.waitFor(() => expect(graph.sent.length).toBe(attempt), { interval: 0, timeout: 60_000 });
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(await answer).toMatchObject({ kind: 'unreadable', cause: 'timeout' });
    expect(time.slept).toEqual([2_000, 4_000, 8_000]);
    expect(graph.sent.every(({ abortSignal }) => abortSignal?.aborted)).toBe(true);
  });
});
