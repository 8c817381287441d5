import { expect, test } from 'vitest';
import { serve } from '../../../src/http/errors.ts';
import { getTransitions } from '../../../src/http/get-lists.ts';
import type { HistoryEntry } from '../../../src/views/ports.ts';
import { History } from '../../support/history.ts';
import { bodyOf, get, keptLog, principal, stateOf, stubApp } from './stub-app.ts';

const path = `jobs/${principal}/scim.1/transitions`;
const ask = (app: ReturnType<typeof stubApp>, asked = path, headers = {}) =>
  serve(get(asked, headers), keptLog(), () => getTransitions(get(asked, headers), app));

const entry = (sequence: number, job?: { id: string }): HistoryEntry => ({
  step: sequence,
  condition: 'quarantine',
  sequence,
  recordedAt: History.minute(sequence),
  event: { id: `event-${sequence}`, type: 'entra.provisioning.quarantine.began' },
  job,
});

test('lists the events of a job, with the job that caused each', async () => {
  const app = stubApp([stateOf()]);
  app.stub.history = [entry(2), entry(1, { id: 'scim.1' })];
  const answer = await ask(app);
  expect(answer.status).toBe(200);
  expect(bodyOf(answer)).toEqual({
    value: [
      { ...entry(2), published: true, job: null },
      { ...entry(1), published: true, job: { id: 'scim.1' } },
    ],
    observedAt: History.minute(5),
    stale: false,
  });
});

test('shows what is not published too, without a sequence, and lists what is asked for alone', async () => {
  const app = stubApp([stateOf()]);
  const stopped: HistoryEntry = { ...entry(2), condition: 'halt', sequence: undefined };
  const gone: HistoryEntry = { ...entry(3), condition: 'job' };
  app.stub.history = [gone, stopped, entry(1)];
  const listed = async (query: string) =>
    bodyOf(await ask(app, `${path}?${query}`)).value.map(({ step }: { step: number }) => step);
  expect(bodyOf(await ask(app)).value[1]).toMatchObject({
    step: 2,
    condition: 'halt',
    sequence: null,
    published: false,
  });
  expect(await listed('condition=halt')).toEqual([2]);
  expect(await listed('condition=job,quarantine')).toEqual([3, 1]);
  expect(await listed('condition=failures')).toEqual([]);
});

test('a job without events has an empty history, an unknown one has none', async () => {
  expect(bodyOf(await ask(stubApp([stateOf()])))).toMatchObject({ value: [] });
  const unknown = await ask(stubApp());
  expect([unknown.status, bodyOf(unknown).error.code]).toEqual([404, 'JobNotFound']);
});

test('is as fresh as its job: nobody knows what became of one that cannot be read', async () => {
  const unreadable = { since: History.arrival(1), cause: 'http503', detail: 'no answer' };
  const app = stubApp([{ ...stateOf(), unreadable }]);
  app.stub.now = History.arrival(16);
  expect(bodyOf(await ask(app))).toMatchObject({ observedAt: History.minute(0), stale: true });
});

test('comes in pages that follow one another', async () => {
  const app = stubApp([stateOf()]);
  app.stub.history = [entry(3), entry(2), entry(1)];
  const first = bodyOf(await ask(app, `${path}?maxpagesize=2&code=s3cret`));
  expect(first.nextLink).toBe(`https://contoso.azurewebsites.net/api/${path}?maxpagesize=2&%24skiptoken=2`);
  const second = bodyOf(await ask(app, first.nextLink.replace(/^.*\/api\//, '')));
  expect(second.value).toEqual([{ ...entry(1), published: true, job: null }]);
  expect(second).not.toHaveProperty('nextLink');
});

test('lists those that were recorded in a span, and keeps to it on the next page', async () => {
  const app = stubApp([stateOf()]);
  app.stub.history = [entry(5), entry(4), entry(3), entry(2)];
  const span = 'from=2026-03-10T00%3A03%3A00Z&to=2026-03-10T00%3A05%3A00.000Z';
  const first = bodyOf(await ask(app, `${path}?${span}&maxpagesize=1`));
  expect(first.value).toEqual([{ ...entry(4), published: true, job: null }]);
  expect(first.nextLink).toContain(`?${span}&maxpagesize=1&`);
  const second = bodyOf(await ask(app, first.nextLink.replace(/^.*\/api\//, '')));
  expect(second.value).toEqual([{ ...entry(3), published: true, job: null }]);
  expect(second).not.toHaveProperty('nextLink');
});

test('a caller that has the page already is answered 304', async () => {
  const app = stubApp([stateOf()]);
  app.stub.history = [entry(1)];
  const { etag = '' } = (await ask(app)).headers;
  expect((await ask(app, path, { 'if-none-match': etag })).status).toBe(304);
  app.stub.history = [entry(2), entry(1)];
  expect((await ask(app, path, { 'if-none-match': etag })).status).toBe(200);
});

test.each([
  ['jobs/me/scim.1/transitions', 'InvalidServicePrincipalId'],
  [`${path}?state=healthy`, 'InvalidQueryParameter'],
  [`${path}?from=2026-03-02&to=2026-03-01`, 'InvalidQueryParameter'],
  [`${path}?to=tomorrow`, 'InvalidQueryParameter'],
  [`${path}?condition=stopped`, 'InvalidQueryParameter'],
  [`${path}?$skiptoken=garbage`, 'InvalidQueryParameter'],
])('%s is 400 %s', async (asked, code) => {
  const answer = await ask(stubApp([stateOf()]), asked);
  expect([answer.status, bodyOf(answer).error.code]).toEqual([400, code]);
});
