import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it, vi } from 'vitest';
import {
  type Asked,
  answerOf,
  answersOf,
  idIn,
  idsOf,
  jobsFor,
  type Reply,
  refusal,
  rig,
} from './fake-graph.ts';
import { startedAt } from './fake-time.ts';

const throttled = (retryAfter?: string | number): Reply =>
  refusal(429, 'TooManyRequests', '', retryAfter === undefined ? {} : { 'retry-AFTER': retryAfter });

/** Fails each principal named as often as given, then answers. */
function failing(times: Record<string, number>, reply: Reply): (asked: Asked) => Reply {
  const left = { ...times };
  return (asked) => {
    const id = idIn(asked.path);
    const count = left[id] ?? 0;
    left[id] = count - 1;
    return count > 0 ? reply : jobsFor(asked);
  };
}

describe('a request inside a batch that may be answered later', () => {
  it('is asked again, and only that one, after its own Retry-After', async () => {
    const { reading, graph, time } = rig(failing({ 'sp-001': 1 }, throttled(7)));
    expect(await answersOf(reading, idsOf(5))).toMatchObject(Array(5).fill({ kind: 'jobs' }));
    expect(graph.inside(1)).toEqual(['/servicePrincipals/sp-001/synchronization/jobs']);
    expect(time.slept).toEqual([7_000]);
    expect(reading.requests).toBe(2);
    expect(reading.throttled).toBe(1);
  });

  it('may name an HTTP date', async () => {
    const date = new Date(Date.parse(startedAt) + 30_000).toUTCString();
    const { reading, time } = rig(failing({ 'sp-001': 1 }, throttled(date)));
    await answersOf(reading, idsOf(3));
    expect(time.slept).toEqual([30_000]);
  });

  it("may name one by Graph's clock, which ours is far behind", async () => {
    const inTenMinutes = Date.parse(startedAt) + 600_000;
    const headers = {
      Date: new Date(inTenMinutes).toUTCString(),
      'Retry-After': new Date(inTenMinutes + 10_000).toUTCString(),
    };
    let count = 0;
    const { reading, time } = rig((asked) =>
      count++ === 0 ? refusal(429, 'TooManyRequests', '', headers) : jobsFor(asked),
    );
    expect(await answersOf(reading, idsOf(1))).toMatchObject([{ kind: 'jobs' }]);
    expect(time.slept).toEqual([10_000]);
  });

  it.each([408, 429, 500, 502, 503, 504])(
    'backs off ever longer after %s without Retry-After',
    async (status) => {
      const { reading, time } = rig(failing({ 'sp-001': 3 }, refusal(status)));
      expect(await answersOf(reading, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
      expect(time.slept).toEqual([2_000, 4_000, 8_000]);
    },
  );

  it('is sent four times at the most, then unreadable', async () => {
    const { reading, graph } = rig(failing({ 'sp-001': 99 }, refusal(503)));
    expect((await answersOf(reading, idsOf(3)))[1]).toMatchObject({ kind: 'unreadable', cause: 'http503' });
    expect(graph.sent.length).toBe(4);
    expect(reading.throttled).toBe(0);
  });

  it('is given up at once when it asks for a longer wait than a minute', async () => {
    const { reading, graph, time } = rig(failing({ 'sp-001': 99 }, throttled(120)));
    expect(await answersOf(reading, idsOf(3))).toMatchObject([
      { kind: 'jobs' },
      { kind: 'unreadable', cause: 'http429' },
      { kind: 'jobs' },
    ]);
    expect(graph.sent.length).toBe(1);
    expect(time.slept).toEqual([]);
  });

  it('is given a minute in all, however often it asks for less', async () => {
    const { reading, time } = rig(failing({ 'sp-001': 99 }, throttled(25)));
    await answersOf(reading, idsOf(3));
    expect(time.slept).toEqual([25_000, 25_000]);
  });

  it('does not hold back other batches when it is one among few', async () => {
    const { reading, graph, time } = rig(failing({ 'sp-001': 1 }, throttled(40)));
    time.onSleep = () =>
      vi.waitFor(() => expect(graph.sent.length).toBe(10), { interval: 1, timeout: 60_000 });
    await answersOf(reading, idsOf(200));
    expect(graph.inside(10)).toEqual(['/servicePrincipals/sp-001/synchronization/jobs']);
    expect(time.slept).toEqual([40_000]);
  });
});

describe('a batch, or a request alone, that may be answered later', () => {
  it('is asked again as a whole', async () => {
    const { reading, graph, time } = rig(jobsFor);
    let refused = 0;
    graph.batch = () =>
      refused++ < 2 ? refusal(503, 'ServiceUnavailable', '', { 'Retry-After': '3' }) : undefined;
    expect(await answersOf(reading, idsOf(3))).toMatchObject(Array(3).fill({ kind: 'jobs' }));
    expect(graph.inside(2).length).toBe(3);
    expect(time.slept).toEqual([3_000, 3_000]);
  });

  it('is asked again when the connection broke', async () => {
    let broken = 0;
    const { reading, time } = rig((asked) => {
      if (broken++ < 2) throw new RestError('socket hang up', { code: 'ECONNRESET' });
      return jobsFor(asked);
    });
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs' });
    expect(time.slept).toEqual([2_000, 4_000]);
  });

  it('is unreadable with the reason when the connection never holds', async () => {
    const { reading } = rig(() => {
      throw new RestError('getaddrinfo ENOTFOUND graph.example', { code: 'ENOTFOUND' });
    });
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject(
      Array(2).fill({ kind: 'unreadable', cause: 'network', detail: expect.stringContaining('ENOTFOUND') }),
    );
    expect(reading.requests).toBe(4);
  });

  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('is unreadable at once, with what to do, when the certificate is not trusted (%s)', async (code) => {
    const { reading } = rig(() => {
      throw new RestError('certificate', { code });
    });
    expect(await answerOf(reading, 'sp-1')).toMatchObject({
      kind: 'unreadable',
      cause: 'tls',
      detail: expect.stringMatching(new RegExp(`${code}.*proxy.*GRAPH_ENDPOINT.*NODE_EXTRA_CA_CERTS`)),
    });
    expect(reading.requests).toBe(1);
  });

  it('is not asked again for a mistake in the connector itself', async () => {
    const { reading } = rig(() => {
      throw new TypeError('x is not a function');
    });
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'unreadable', cause: 'unexpected' });
    expect(reading.requests).toBe(1);
  });
});

describe('a throttled connector', () => {
  it('holds back every other request until Graph wants to hear of it again', async () => {
    const { reading, graph, time } = rig(jobsFor);
    const elapsed: number[] = [];
    graph.batch = () => {
      elapsed.push(time.elapsed);
      return elapsed.length === 1 ? throttled(20) : undefined;
    };
    const answers = await answersOf(reading, idsOf(200));
    expect(answers.every(({ kind }) => kind === 'jobs')).toBe(true);
    // Those that were in flight already, and nothing more before the twenty seconds are over.
    expect(elapsed.filter((at) => at < 20_000).length).toBeLessThanOrEqual(4);
    expect(elapsed.length).toBe(11);
  });

  it('is recognised by a batch that is throttled for the most part', async () => {
    const first = new Set(idsOf(20).slice(0, 11));
    const { reading, graph, time } = rig((asked) =>
      time.elapsed === 0 && first.has(idIn(asked.path)) ? throttled(20) : jobsFor(asked),
    );
    const elapsed: number[] = [];
    graph.batch = () => void elapsed.push(time.elapsed);
    await answersOf(reading, idsOf(200));
    expect(elapsed.filter((at) => at < 20_000).length).toBeLessThanOrEqual(4);
    expect(elapsed.length).toBe(11);
  });

  it('sends nothing more when it has to wait for longer than a poll can', async () => {
    const { reading, open, graph } = rig(() => throttled(200));
    graph.batch = () => throttled(200);
    const answers = await answersOf(reading, idsOf(400));
    expect(answers.length).toBe(400);
    expect(answers.every((answer) => answer.kind === 'unreadable' && answer.cause === 'http429')).toBe(true);
    expect(new Set(answers.map((answer) => answer.kind === 'unreadable' && answer.detail)).size).toBe(1);
    expect(graph.sent.length).toBeLessThanOrEqual(4);
    const before = graph.sent.length;
    const later = open();
    expect(await answerOf(later, 'sp-1')).toMatchObject({ cause: 'http429' });
    expect(graph.sent.length).toBe(before);
    expect(later.requests).toBe(0);
  });

  it('asks again when that time is over', async () => {
    let refused = false;
    const { reading, time } = rig((asked) => {
      const reply = refused ? jobsFor(asked) : throttled(200);
      refused = true;
      return reply;
    });
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ cause: 'http429' });
    time.elapsed += 200_000;
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ kind: 'jobs' });
  });
});
