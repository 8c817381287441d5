import type { JobDetail } from '../contract/answers/job.ts';
import { counted, grouped } from '../core/count-words.ts';
import { ageInWords, intervalInWords } from '../core/duration-words.ts';
import { addMilliseconds, type Instant } from '../core/instant.ts';
import { intervalMs } from '../core/run-memory.ts';
import type { EntryCount, RunFacts } from '../views/run-facts.ts';
import { seenConditions } from './conditions.ts';
import { code, fact, figure, foreign, type Html, html, none, shownText } from './html.ts';
import { ago, timeOf, until } from './times.ts';

/** What an admin asks first: when it ran, when it runs again, and whom it concerns. */
export function keyFacts(job: JobDetail, facts: RunFacts, now: Instant): Html {
  const { lastRunEndedAt, statusCode, scheduleState, changedAt } = job;
  return html`${fact('Last run', lastRunEndedAt === null ? none('none ended yet') : figure(ago(lastRunEndedAt, now), html`${timeOf(lastRunEndedAt, now)}${facts.state !== undefined && html`, ${stateInWords(facts.state)}`}`))}
    ${fact('Runs every', every(job, now))}
    ${fact('Synchronizes', whom(facts.entries))}
    ${fact('Status in Entra', figure(statusCode === null ? 'none yet' : foreign(statusCode, 64), scheduleState === null ? undefined : html`schedule ${foreign(scheduleState, 64)}`))}
    ${fact('Last change seen', figure(ago(changedAt, now), timeOf(changedAt, now)))}`;
}

/** The interval; and when the next run should end, where Entra runs the job on its schedule. */
function every(job: JobDetail, now: Instant): Html {
  const { interval, lastRunEndedAt } = job;
  if (interval === null) return none('not known');
  const words = intervalInWords(interval);
  const everyMs = intervalMs(interval);
  if (words === undefined || everyMs === undefined) return none('no schedule');
  // In quarantine Entra waits longer, and a stopped job does not run: neither has a next run by its schedule.
  const keepsSchedule = job.state === 'healthy' || job.state === 'failing' || job.state === 'overdue';
  if (!keepsSchedule || lastRunEndedAt === null) return figure(words);
  return figure(words, html`next ${until(addMilliseconds(lastRunEndedAt, everyMs), now)}`);
}

/** `7,400 users, 260 groups`: who is hit where the job does not run. */
function whom(entries: readonly EntryCount[]): Html {
  const [most, ...others] = [...entries].sort((a, b) => b.count - a.count);
  if (most === undefined) return none('not counted');
  return figure(entryInWords(most), others.length > 0 ? others.map(entryInWords).join(', ') : undefined);
}

/** Graph names pairs of types, such as `user to User`, of which one may be the long name of a schema. */
function entryInWords({ key, count }: EntryCount): string {
  const plain = key.split(' to ').find((type) => /^[A-Za-z]{2,30}$/.test(type));
  if (plain === undefined) return `${grouped(count)} of ${shownText(key, 128)}`;
  return counted(count, plain.toLowerCase());
}

const states: ReadonlyMap<string, string> = new Map([
  ['Succeeded', 'succeeded'],
  ['EntryLevelErrors', 'with failing objects'],
  ['Failed', 'failed'],
  ['InProgress', 'under way'],
]);

function stateInWords(state: string): Html {
  return html`${states.get(state) ?? foreign(state, 64)}`;
}

/** Everything that Graph says of the last run, and of the last ones that did what they should. */
export function runFigures(job: JobDetail, facts: RunFacts, now: Instant): Html {
  const { state, began, ended, error, failuresInARow } = facts;
  if (state === undefined && began === undefined && ended === undefined)
    return html`<p class="empty">Graph says nothing about a run.</p>`;
  const at = (date: Instant | undefined, otherwise: string) =>
    date === undefined ? none(otherwise) : figure(ago(date, now), timeOf(date, now));
  const isUnderWay = state === 'InProgress';
  return html`<dl class="facts run">
  ${fact('Ended', isUnderWay ? none('not yet') : at(ended, 'not known'))}
  ${fact('Result', state === undefined ? none('not known') : figure(stateInWords(state)))}
  ${count('Imported', facts.imported, 'read from the source')}
  ${count('In scope', facts.inScope, 'of those read')}
  ${count('Exported', facts.exported, 'written to the target')}
  ${count('Failed', facts.failed, 'objects in error')}
  ${fact('Began', at(began, 'not known'))}
  ${fact('Took', began === undefined || ended === undefined || ended < began || isUnderWay ? none('not known') : figure(ageInWords(began, ended)))}
  ${fact('Last without an error', at(facts.succeededAt, 'none known'))}
  ${fact('Last that wrote', at(facts.wroteAt, 'none known'))}
  ${failuresInARow !== undefined && failuresInARow > 0 && fact('Failed as a whole', figure(`${grouped(failuresInARow)} in a row`))}
</dl>
${error && seenConditions(job).every(({ type }) => type !== 'quarantine') && html`<p class="codes">${error.code !== '' && code(error.code, 256)}</p>${error.message !== '' && html`<blockquote>${foreign(error.message, 600)}</blockquote>`}`}`;
}

function count(name: string, value: number | undefined, what: string): Html {
  return fact(name, value === undefined ? none('not counted') : figure(grouped(value), what));
}
