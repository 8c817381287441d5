import type { JobSummary } from '../contract/answers/job.ts';
import { conditionWord, leadingCondition, seenConditions } from './conditions.ts';
import { shownText } from './html.ts';
import { stateWords } from './wording.ts';

type Column = readonly [name: string, of: (job: JobSummary) => string | null];

const columns: readonly Column[] = [
  ['Application', ({ displayName }) => displayName],
  ['State', ({ state }) => stateWords[state]],
  [
    'Conditions',
    (job) =>
      seenConditions(job)
        .map(({ type }) => conditionWord(type))
        .join(', '),
  ],
  ['Reason', (job) => leadingCondition(job)?.reason ?? null],
  ['Error code', ({ errorCode }) => errorCode],
  ['Since (UTC)', (job) => leadingCondition(job)?.since ?? job.began],
  ['What is wrong', (job) => job.advice.map(({ summary }) => summary).join(' ')],
  ['Last run ended (UTC)', ({ lastRunEndedAt }) => lastRunEndedAt],
  ['Runs every', ({ interval }) => interval],
  ['Next attempt (UTC)', ({ nextAttempt }) => nextAttempt],
  ['Switched off, estimate (UTC)', ({ expectedDisableAt }) => expectedDisableAt],
  ['Checked (UTC)', ({ observedAt }) => observedAt],
  ['Stale', ({ stale }) => (stale ? 'yes' : 'no')],
  ['Cannot be checked', ({ unreadable }) => unreadable?.detail ?? null],
  ['Kind', ({ kind }) => kind],
  ['Job ID', ({ jobId }) => jobId],
  ['Object ID', ({ servicePrincipalId }) => servicePrincipalId],
  ['Application ID', ({ appId }) => appId],
  ['Template ID', ({ templateId }) => templateId],
  ['Provisioning in Entra', ({ portalUrl }) => portalUrl],
];

/** Without it Excel takes UTF-8 for something else. */
const byteOrderMark = '\uFEFF';

/** The jobs as a table of RFC 4180, a line each. */
export function jobsCsv(jobs: readonly JobSummary[]): string {
  const lines = [columns.map(([name]) => name), ...jobs.map((job) => columns.map(([, of]) => of(job) ?? ''))];
  return byteOrderMark + lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/**
 * A text that begins like a formula would be worked out by a spreadsheet: an apostrophe in front keeps it a text. So does one behind each
 * semicolon, where a cell begins in the many languages whose lists have them: quotes do not hold such a line together.
 */
function cell(value: string): string {
  const safe = shownText(value, 2000).replace(/(^|;)(["\s]*)(?=[=+\-@])/g, "$1'$2");
  return `"${safe.replaceAll('"', '""')}"`;
}
