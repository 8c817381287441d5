import { describe, expect, it } from 'vitest';
import {
  answerOf,
  answersOf,
  credential,
  FakeGraph,
  idIn,
  jobsFor,
  never,
  ok,
  refusal,
  rig,
  sourceOn,
  tenantId,
  tokenOf,
} from './fake-graph.ts';
import { fakeTime } from './fake-time.ts';

describe('two readings of one source', () => {
  it('have each its own counters, instants and log', async () => {
    const graph = new FakeGraph(({ path }) =>
      idIn(path) === 'busy' ? refusal(429, 'TooManyRequests') : refusal(403, 'Denied'),
    );
    const source = sourceOn(graph, fakeTime());
    const openAt = (now: string) => {
      const lines: object[] = [];
      const log = { info: (line: object) => lines.push(line), error: (line: object) => lines.push(line) };
      return { lines, reading: source.open({ clock: { now: () => now }, log }) };
    };
    const first = openAt('2026-03-01T08:00:00.000Z');
    const second = openAt('2026-03-01T09:00:00.000Z');
    expect(await answerOf(first.reading, 'busy')).toMatchObject({ at: '2026-03-01T08:00:00.000Z' });
    expect(await answerOf(second.reading, 'refused')).toMatchObject({ at: '2026-03-01T09:00:00.000Z' });
    expect([first.reading.requests, first.reading.throttled]).toEqual([4, 4]);
    expect([second.reading.requests, second.reading.throttled]).toEqual([1, 0]);
    expect(first.lines).toMatchObject([{ status: 429 }]);
    expect(second.lines).toMatchObject([{ status: 403 }]);
  });

  it('share the token', async () => {
    let given = 0;
    const counting = {
      getToken: async () => {
        given++;
        return credential.getToken('');
      },
    };
    const { reading, open } = rig(jobsFor, { credential: counting });
    await answerOf(reading, 'sp-1');
    await answerOf(open(), 'sp-1');
    expect(given).toBe(1);
  });
});

describe('a refusal', () => {
  const denied = refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges');
  const role = expect.stringContaining('lacks the app role Synchronization.Read.All');
  const notTheRole = expect.stringContaining('it is not the app role');

  it('is explained by a missing role where nothing was read', async () => {
    const { reading } = rig(() => denied);
    expect(await answersOf(reading, ['a', 'b'])).toMatchObject(Array(2).fill({ detail: role }));
  });

  it('is not where another of the same batch was read, and alike for all of them', async () => {
    const { reading } = rig((asked) => (idIn(asked.path) === 'c' ? jobsFor(asked) : denied));
    const [a, b] = await answersOf(reading, ['a', 'b', 'c']);
    expect(a).toMatchObject({ cause: 'http403', detail: notTheRole });
    expect(b).toMatchObject({ detail: a?.kind === 'unreadable' ? a.detail : '' });
  });

  it('is not where the same token read another in an earlier reading', async () => {
    const { reading, open } = rig((asked) => (idIn(asked.path) === 'c' ? jobsFor(asked) : denied));
    await answerOf(reading, 'c');
    expect(await answerOf(open(), 'a')).toMatchObject({ detail: notTheRole });
  });

  it('is again by a missing role under a new token: the role may have been withdrawn', async () => {
    let issued = 0;
    const shortLived = {
      // Expired when it is given, so that every request fetches a new one.
      getToken: async () => ({ token: `${tokenOf(tenantId)}${issued++}`, expiresOnTimestamp: Date.now() }),
    };
    const { reading } = rig((asked) => (idIn(asked.path) === 'c' ? jobsFor(asked) : denied), {
      credential: shortLived,
    });
    expect(await answerOf(reading, 'c')).toMatchObject({ kind: 'jobs' });
    expect(await answerOf(reading, 'a')).toMatchObject({ detail: role });
    expect(issued).toBe(2);
  });

  it('of jobs is not made up for by a directory that was read, nor the other way round', async () => {
    const isForJobs = (path: string) => path.includes('/synchronization');
    const { reading } = rig(({ path }) => (isForJobs(path) ? denied : ok({ value: [{ id: 'sp-1' }] })));
    await reading.principals(never);
    expect(await answerOf(reading, 'sp-1')).toMatchObject({ detail: role });
    const { reading: other } = rig((asked) => (isForJobs(asked.path) ? jobsFor(asked) : denied));
    await answerOf(other, 'sp-1');
    await expect(other.principals(never)).rejects.toMatchObject({
      message: expect.stringContaining('lacks the app role Application.Read.All'),
    });
  });

  it('of the directory is not where the same token read it before', async () => {
    let refused = false;
    const { reading, open } = rig(() => (refused ? denied : ok({ value: [{ id: 'sp-1' }] })));
    await reading.principals(never);
    refused = true;
    await expect(open().principals(never)).rejects.toMatchObject({ code: 'http403', message: notTheRole });
  });

  it.each([true, false])("repeats Graph's message where that is wanted: %s", async (includeErrorMessage) => {
    const { reading } = rig(() => refusal(403, 'Forbidden', 'Your tenant is not licensed.'), {
      includeErrorMessage,
    });
    const answer = await answerOf(reading, 'a');
    expect(answer).toMatchObject({ detail: expect.stringContaining('403 (Forbidden)') });
    expect(JSON.stringify(answer).includes('Your tenant')).toBe(includeErrorMessage);
  });

  it('does not name the principal, whatever Graph says', async () => {
    const { reading } = rig(({ path }) => refusal(403, 'Denied', `No access to '${idIn(path)}'.`));
    const [a, b] = await answersOf(reading, ['sp-a', 'sp-b']);
    expect(a).toMatchObject({ detail: expect.stringContaining("No access to '…'.") });
    expect(b).toMatchObject({ detail: a?.kind === 'unreadable' ? a.detail : '' });
  });

  it('by a claims challenge is explained by the location policy, after one retry with a new token', async () => {
    const message = 'Continuous access evaluation resulted in challenge with result: InteractionRequired';
    const { reading } = rig(() =>
      refusal(401, 'InvalidAuthenticationToken', message, {
        'WWW-Authenticate': 'Bearer error="insufficient_claims", claims="e30="',
      }),
    );
    expect(await answerOf(reading, 'a')).toMatchObject({
      cause: 'http401',
      detail: expect.stringContaining('Conditional Access location policy'),
    });
    expect(reading.requests).toBe(2);
  });
});
