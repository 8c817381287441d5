import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import type { HttpResponse } from '../../../src/http/response.ts';
import { healthyJob, quarantinedJob, series1 } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';
import { bodyOf } from './stub-app.ts';

const principal = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;

/** A tenant in which the quarantines of so many jobs were told. */
async function toldRig(jobs = 3): Promise<TableRig> {
  const rig = new TableRig();
  for (let n = 0; n < jobs; n++) rig.source.set(principal(n), [quarantinedJob(series1)]);
  await rig.poll();
  return rig;
}

const ask = (rig: TableRig, query = '', headers = {}) => rig.ask({ route: 'events', query, headers });
const numbersIn = (answer: HttpResponse): number[] =>
  bodyOf(answer).value.map(({ number }: { number: number }) => number);

describe('GET events', () => {
  test('gives what subscribers are sent, byte for byte, and the number to remember', async () => {
    const rig = await toldRig();
    const answer = await ask(rig);
    expect(answer.status).toBe(200);
    const { value, after, nextLink } = bodyOf(answer);
    expect(value).toHaveLength(3);
    expect(after).toBe(value.at(-1).number);
    expect(nextLink).toBeUndefined();
    for (const { body } of rig.publisher.accepted)
      expect(answer.body).toContain(`"event":${Buffer.from(body).toString('utf8')}}`);
  });

  test('goes on page by page after the number that is remembered, without the key', async () => {
    const rig = await toldRig();
    const first = await ask(rig, 'maxpagesize=2&code=secret');
    const { nextLink, after } = bodyOf(first);
    expect(numbersIn(first)).toHaveLength(2);
    expect(nextLink).toBe(`${rig.publicUrl}/api/events?maxpagesize=2&after=${after}`);
    const second = await ask(rig, new URL(nextLink).search.slice(1));
    expect(numbersIn(second)).toHaveLength(1);
    expect(bodyOf(second).nextLink).toBeUndefined();
    expect(numbersIn(second)[0]).toBeGreaterThan(after);
  });

  test('before the first event there is nothing, and the number to remember is 0', async () => {
    const rig = new TableRig();
    expect(bodyOf(await ask(rig))).toEqual({ value: [], after: 0 });
    expect(bodyOf(await ask(rig, 'after=0'))).toEqual({ value: [], after: 0 });
  });

  test('leaves out what is not asked for, and its number moves on all the same', async () => {
    const rig = await toldRig();
    const { after } = bodyOf(await ask(rig));
    const few = async (query: string) => {
      const answer = await ask(rig, query);
      expect(bodyOf(answer).after).toBe(after);
      return numbersIn(answer).length;
    };
    expect(await few(`servicePrincipalId=${principal(1).toUpperCase()}`)).toBe(1);
    expect(await few('conditions=HALT,job')).toBe(0);
    expect(await few('conditions=halt,quarantine')).toBe(3);
    expect(await few('types=entra.provisioning.quarantine.cleared')).toBe(0);
    expect(await few('types=entra.provisioning.quarantine.began,entra.provisioning.halt.began')).toBe(3);
    expect(await few('types=entra.provisioning.quarantine.began&conditions=halt')).toBe(0);
  });

  test('answers 304 by one point read, until something is recorded', async () => {
    const rig = await toldRig();
    const { headers } = await ask(rig);
    const { etag = '' } = headers;
    const before = rig.table.requests;
    const again = await ask(rig, '', { 'if-none-match': etag });
    expect([again.status, again.body, rig.table.requests - before]).toEqual([304, undefined, 1]);
    // It is the tag of this question alone.
    expect((await ask(rig, 'after=0', { 'if-none-match': etag })).status).toBe(200);
    rig.source.set(principal(7), [quarantinedJob(series1)]);
    rig.now = addMilliseconds(rig.now, 60 * 60_000);
    await rig.poll();
    expect((await ask(rig, '', { 'if-none-match': etag })).status).toBe(200);
  });

  test.each([
    ['after=x', 'after'],
    ['after=-1', 'after'],
    ['after=99999999999999999', 'after'],
    ['types=began', 'types'],
    ['conditions=all', 'conditions'],
    ['maxpagesize=0', 'maxpagesize'],
    ['type=x', 'type'],
  ])('refuses %s, and names what is wrong', async (query, target) => {
    const answer = await ask(await toldRig(1), query);
    expect([answer.status, bodyOf(answer).error]).toMatchObject([
      400,
      { code: 'InvalidQueryParameter', target },
    ]);
  });

  test('that never had an event begins again with its first', async () => {
    const rig = new TableRig();
    const { after } = bodyOf(await ask(rig));
    expect(after).toBe(0);
    rig.source.set(principal(1), [quarantinedJob(series1)]);
    await rig.poll();
    expect(numbersIn(await ask(rig, `after=${after}`))).toHaveLength(1);
  });

  test('says where to go on where it cannot go on from a number', async () => {
    const rig = await toldRig();
    const numbers = numbersIn(await ask(rig));
    const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
    const older = await ask(rig, `after=${first - 2}`);
    expect([older.status, bodyOf(older)]).toEqual([
      410,
      {
        error: {
          code: 'FeedPositionGone',
          target: 'after',
          message: expect.stringMatching(new RegExp(`not kept any more.*after=${first - 1};`)),
        },
        after: first - 1,
      },
    ]);
    expect(numbersIn(await ask(rig, `after=${bodyOf(older).after}`))).toEqual(numbers);
    const newer = await ask(rig, `after=${last + 1}`);
    expect([newer.status, bodyOf(newer).after]).toEqual([410, last]);
    expect(bodyOf(newer).error.message).toContain('lost, or set back');
  });
});

describe('GET events/{number}', () => {
  const one = (rig: TableRig, number: string, headers = {}) =>
    rig.ask({ route: 'event', params: { number }, headers });

  test('gives one of them, which never changes', async () => {
    const rig = await toldRig();
    const [entry] = bodyOf(await ask(rig)).value;
    const answer = await one(rig, String(entry.number));
    expect([answer.status, bodyOf(answer)]).toEqual([200, entry]);
    const { etag = '' } = answer.headers;
    expect((await one(rig, String(entry.number), { 'if-none-match': etag })).status).toBe(304);
  });

  test('tells what never was from what is kept no more, and from what is no number', async () => {
    const rig = await toldRig();
    const [first = 0, second = 0] = numbersIn(await ask(rig));
    const codeOf = async (number: string) => {
      const answer = await one(rig, number);
      return [answer.status, bodyOf(answer).error.code];
    };
    expect(await codeOf(String(second + 1_000_000))).toEqual([404, 'EventNotFound']);
    expect(await codeOf(String(first - 1))).toEqual([410, 'EventGone']);
    expect(await codeOf('0')).toEqual([404, 'EventNotFound']);
    expect(await codeOf('latest')).toEqual([400, 'InvalidEventNumber']);
  });
});

describe('POST events/{number}/resend', () => {
  const resend = (rig: TableRig, number: number) =>
    rig.ask({ route: 'resendEvent', method: 'POST', params: { number: String(number) } });

  test('says what will happen, and the next poll does it', async () => {
    const rig = await toldRig();
    const [number = 0] = numbersIn(await ask(rig));
    const [first] = rig.publisher.accepted;
    const answer = await resend(rig, number);
    expect(answer.status).toBe(202);
    expect(bodyOf(answer)).toMatchObject({ number, added: true, messageId: expect.stringMatching(/\/1$/) });
    expect(bodyOf(await resend(rig, number))).toMatchObject({ added: false });
    expect(rig.publisher.accepted).toHaveLength(3);
    await rig.poll();
    expect(rig.publisher.accepted).toHaveLength(4);
    const { id } = bodyOf(answer);
    const repeat = rig.publisher.accepted[3];
    expect(repeat?.id).toBe(`${id}/1`);
    const original = rig.publisher.accepted.find((event) => event.id === id);
    expect(repeat?.body).toEqual(original?.body);
    expect(repeat?.sessionId).toBe(original?.sessionId);
    expect(first).toBeDefined();
    expect(numbersIn(await ask(rig))).toHaveLength(3);
  });

  test.each(['before', 'after'] as const)(
    'can be asked again where the table gave no answer: %s it wrote',
    async (when) => {
      const rig = await toldRig();
      const [number = 0] = numbersIn(await ask(rig));
      const transact = rig.table.transact.bind(rig.table);
      rig.table.transact = async (actions) => {
        rig.table.transact = transact;
        if (when === 'after') await transact(actions);
        throw new StoreError('StorageUnavailable', 'no answer');
      };
      expect((await resend(rig, number)).status).toBe(503);
      expect(bodyOf(await resend(rig, number))).toMatchObject({ added: when === 'before' });
      await rig.poll();
      await rig.poll();
      expect(rig.publisher.accepted).toHaveLength(4);
    },
  );

  test('says that it could not where others write again and again', async () => {
    const rig = await toldRig();
    const [number = 0] = numbersIn(await ask(rig));
    rig.table.transact = async () => undefined;
    expect((await resend(rig, number)).status).toBe(503);
  });

  test('does nothing for what is not there', async () => {
    const rig = await toldRig();
    const [number = 0] = numbersIn(await ask(rig));
    expect((await resend(rig, number + 1_000_000)).status).toBe(404);
    expect((await resend(rig, number - 1)).status).toBe(410);
    expect([...rig.table.rows.keys()].filter((key) => key.startsWith('outbox|'))).toEqual([]);
  });
});

describe('GET events.atom', () => {
  const atom = (rig: TableRig, headers = {}) => rig.ask({ route: 'eventsAtom', headers });

  test('has the newest first, in words, with a way into the portal', async () => {
    const rig = await toldRig(2);
    rig.source.set(principal(0), [healthyJob()]);
    await rig.poll();
    await rig.poll();
    const { status, headers, body = '' } = await atom(rig);
    expect([status, headers['content-type']]).toEqual([200, 'application/atom+xml; charset=utf-8']);
    expect(body).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom">/,
    );
    const titles = [...body.matchAll(/<entry>\n<id>urn:uuid:[\w-]{36}<\/id>\n<title>([^<]*)<\/title>/g)];
    expect(titles.map(([, title]) => title?.replace(/^.*: (?=Quar)/, ''))).toEqual([
      'Quarantined: over',
      'Quarantined',
      'Quarantined',
    ]);
    expect(body).toContain('<link rel="self" href="');
    expect(body).toContain('<link href="https://entra.microsoft.com/');
    expect(body).toContain('<summary>It has recovered.</summary>');
  });

  test.each([
    [
      { reason: 'EncounteredQuarantineException', error: { code: 'InvalidCredentials', message: 'No.' } },
      'The application cannot be reached, or refuses the connection: InvalidCredentials.',
    ],
    [{ reason: 'TooManyDeletes', error: null }, 'More deletions at once than the job allows.'],
    [
      { reason: null, error: { code: 'InvalidCredentials' } },
      'Entra gives no reason but the code of an error: InvalidCredentials.',
    ],
    [{ reason: null, error: null }, 'Entra gives no reason.'],
  ])('says why a job went into quarantine: %j', async (more, summary) => {
    const rig = new TableRig();
    rig.source.set(principal(0), [quarantinedJob(series1, more)]);
    await rig.poll();
    expect((await atom(rig)).body).toContain(`<summary>${summary}</summary>`);
  });

  test('is known by its tag, and there before the first event', async () => {
    const rig = new TableRig();
    const { headers, body = '' } = await atom(rig);
    expect(body).not.toContain('<entry>');
    expect((await atom(rig, { 'if-none-match': headers.etag })).status).toBe(304);
  });

  test('lets no text of an application out of its place', async () => {
    const rig = new TableRig();
    rig.source.set(
      principal(0),
      [quarantinedJob(series1)],
      '</title><script>alert("&\u0007\uFFFE\uFFFF")</script>',
    );
    await rig.poll();
    const { body = '' } = await atom(rig);
    expect(body).toContain('&lt;/title&gt;&lt;script&gt;');
    expect(body).not.toContain('<script');
    expect(body).not.toMatch(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
  });
});
