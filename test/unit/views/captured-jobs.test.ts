import { expect, test } from 'vitest';
import { type PayloadName, payload, payloadNames } from '../../../infra/local/graph/payloads.ts';
import type { JobStateWord } from '../../../src/contract/http/query-values.ts';
import { detect } from '../../../src/core/detect.ts';
import { addMilliseconds } from '../../../src/core/instant.ts';
import { isJsonObject, parseJson } from '../../../src/core/json.ts';
import type { JobState } from '../../../src/core/state.ts';
import { toJobSummary } from '../../../src/views/job.ts';
import { globalRoots } from '../../support/global-roots.ts';
import { runAt } from '../../support/history.ts';
import { seen } from '../../support/jobs.ts';

/** Around the dates that the jobs show; of those that show none it does not matter. */
const readAt: Partial<Record<PayloadName, string>> = {
  'aws-quarantine': '2021-05-24T21:46:00.000Z',
  'box-quarantine': '2017-07-19T14:56:00.000Z',
  'cloud-sync-active': '2019-11-20T16:18:00.000Z',
};

/** The job as an answer shows it after it was read twice, `apartMs` apart, and looked at right after. */
function shown(name: PayloadName, apartMs: number) {
  const { id, ...job } = payload(name);
  const raw = parseJson(JSON.stringify({ id, ...job }));
  if (!isJsonObject(raw)) throw new Error('no job');
  const first = readAt[name] ?? '2026-03-10T00:00:00.000Z';
  const key = { servicePrincipalId: '11111111-1111-4111-8111-111111111111', jobId: id };
  let state: JobState | undefined;
  let coveredSince: string | undefined;
  for (const startedAt of [first, addMilliseconds(first, apartMs)]) {
    const run = runAt(0, { startedAt, coveredSince });
    state = detect(key, state, seen(raw, addMilliseconds(startedAt, 1000)), run).next;
    coveredSince = startedAt;
  }
  if (!state || coveredSince === undefined) throw new Error('not stored');
  const now = addMilliseconds(coveredSince, 2000);
  return toJobSummary(state, { now, coveredSince, staleAfterMs: 15 * 60_000 }, globalRoots);
}

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** What an administrator would say of each job that Microsoft published, had it been read five minutes apart. */
const expected: Readonly<Record<PayloadName, readonly [JobStateWord, ...advice: string[]]>> = {
  // Paused in a quarantine whose dates are blank: half an hour later the stop is proven too.
  'reference-example': ['quarantined', 'quarantine: credentials', 'halt: pausedInQuarantine'],
  // Its error stands beside the quarantine, not in it.
  'box-quarantine': ['quarantined', 'quarantine: exception'],
  'aws-quarantine': ['quarantined', 'quarantine: credentials'],
  'aws-created': ['notStarted'],
  'aws-not-configured': ['notStarted'],
  'cross-tenant-not-run': ['starting'],
  // Fifteen objects of a small directory that Entra sets aside.
  'cloud-sync-active': ['failing', 'failures: failingMany'],
  'cloud-sync-created': ['notStarted'],
  // Says neither whether it runs nor whether it is in quarantine.
  'salesforce-status-empty': ['unknown'],
};

test.each(payloadNames)('%s has the word and the advice that an administrator would give', (name) => {
  const { state, advice } = shown(name, 5 * minutes);
  expect([state, ...advice.map(({ condition, id }) => `${condition}: ${id}`)]).toEqual(expected[name]);
});

test('the advice for a stop in quarantine leads with the stop once that is proven', () => {
  const { advice } = shown('reference-example', 31 * minutes);
  expect(advice.map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^Stopped: Entra does not retry\. .*credentials/),
    expect.stringMatching(/^Stopped: Entra does not retry\. Somebody stopped the job/),
  ]);
});

test('the wrong tenant URL that the error names comes before all else', () => {
  expect(shown('aws-quarantine', 5 * minutes).advice[0]?.steps[0]).toContain('Tenant URL');
});

test('a retry that Entra did not make is said an hour after it was due, and not while it may be under way', () => {
  const missed = (apartMs: number) => shown('aws-quarantine', apartMs).advice[0]?.steps[0];
  expect(missed(64 * minutes)).not.toContain('wanted to retry');
  expect(missed(66 * minutes)).toMatch(/^Entra wanted to retry at 2021-05-24 21:50 UTC and has not/);
});

test('a job that waits for its first run is starting for two days, and overdue from then on', () => {
  expect(shown('cross-tenant-not-run', 2 * days - minutes).state).toBe('starting');
  const late = shown('cross-tenant-not-run', 2 * days + minutes);
  expect([late.state, late.advice.map(({ id }) => id)]).toEqual(['overdue', ['lateInitial']]);
});

test('a job that should run every two minutes is late an hour after its last run', () => {
  expect(shown('cloud-sync-active', 50 * minutes).state).toBe('failing');
  const late = shown('cloud-sync-active', 70 * minutes);
  expect([late.state, late.advice.map(({ id }) => id)]).toEqual(['overdue', ['lateAgent', 'failingMany']]);
});
