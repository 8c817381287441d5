import { describe, expect, it, vi } from 'vitest';
import { app, innerJobs, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('faults', () => {
  it('answer a request inside a batch 429 with its own Retry-After, as often as told', async () => {
    rig.graph.faults.add({
      match: { path: /synchronization/g },
      inner: true,
      status: 429,
      headers: { 'Retry-After': '7' },
      times: 2,
    });
    expect((await rig.ask(jobsOf(app))).status).toBe(200);
    for (const status of [429, 429, 200]) {
      const answer = await rig.batch([innerJobs(app)]);
      expect(answer.status).toBe(200);
      expect(answer.json.responses[0].status).toBe(status);
      if (status === 429) {
        expect(answer.json.responses[0].headers['Retry-After']).toBe('7');
        expect(answer.json.responses[0].body.error.code).toBe('TooManyRequests');
      }
    }
  });

  it('answer with a status, headers and a body of their own, until taken back', async () => {
    const takeBack = rig.graph.faults.add({
      match: () => true,
      status: 503,
      headers: { 'Retry-After': '1' },
    });
    const first = await rig.ask(jobsOf(app));
    expect([first.status, first.header('retry-after')]).toEqual([503, '1']);
    takeBack();
    rig.graph.faults.add({
      match: ({ method }) => method === 'GET',
      body: { value: [], '@odata.nextLink': 'x' },
    });
    expect((await rig.ask(jobsOf(app))).json).toEqual({ value: [], '@odata.nextLink': 'x' });
    expect((await rig.batch([innerJobs(app)])).json.responses[0].body).toEqual({
      value: [],
      '@odata.nextLink': 'x',
    });
    rig.graph.faults.clear();
    rig.graph.faults.add({
      match: { path: /jobs$/ },
      status: 502,
      body: '<html>',
      headers: { 'Content-Type': 'text/html' },
    });
    const html = await rig.ask(jobsOf(app));
    expect([html.status, html.text, html.header('content-type')]).toEqual([502, '<html>', 'text/html']);
    const inner = (await rig.batch([innerJobs(app)])).json.responses[0];
    expect(Buffer.from(inner.body, 'base64').toString()).toBe('<html>');
  });

  it('delay an answer', async () => {
    rig.graph.faults.add({ match: () => true, delayMs: 80, times: 1 });
    const begin = performance.now();
    expect((await rig.ask(jobsOf(app))).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(70);
  });

  it('do not hold up the end: a delayed answer is cut when the simulator closes', async () => {
    let met = () => {};
    const asked = new Promise<void>((resolve) => {
      met = resolve;
    });
    rig.graph.faults.add({
      match: () => {
        met();
        return true;
      },
      delayMs: 600_000,
    });
    const answer = expect(rig.ask(jobsOf(app))).rejects.toThrow();
    await asked;
    await rig.graph.close();
    await answer;
    expect(rig.graph.requests.at(-1)?.status).toBe(0);
  });

  it('put another status over an answer that is as usual, as older texts say of a batch with a failure', async () => {
    rig.graph.faults.add({ match: { path: /batch/ }, inner: false, relabel: 424, times: 1 });
    const answer = await rig.batch([innerJobs(app), innerJobs('gone')]);
    expect(answer.status).toBe(424);
    expect(answer.json.responses.map(({ status }: { status: number }) => status).toSorted()).toEqual([
      200, 404,
    ]);
    expect(rig.graph.requests.at(-1)?.status).toBe(424);
    rig.graph.faults.add({ match: { path: /batch/ }, inner: false, status: 424 });
    expect((await rig.batch([innerJobs(app)])).json.error.code).toBe('FailedDependency');
  });

  it('end after their time', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      rig.graph.faults.add({ match: () => true, status: 503, forMs: 500 });
      vi.advanceTimersByTime(499);
      expect((await rig.ask(jobsOf(app))).status).toBe(503);
      vi.advanceTimersByTime(1);
      expect((await rig.ask(jobsOf(app))).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
});
