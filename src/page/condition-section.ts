import type { ShownCondition } from '../contract/answers/condition.ts';
import type { JobDetail } from '../contract/answers/job.ts';
import type { FailuresFacts, OverdueFacts } from '../core/conditions/record.ts';
import { grouped } from '../core/count-words.ts';
import type { Instant } from '../core/instant.ts';
import type { JobHistory } from '../views/job-history.ts';
import { adviceBlock } from './advice.ts';
import { conditionMark, isStoppedInQuarantine, unpublishedTag } from './conditions.ts';
import { countdown, isSoon, nextAttempt } from './countdown.ts';
import { fact, figure, foreign, type Html, html, none, shownText } from './html.ts';
import { mark } from './marks.ts';
import { quarantineDetail, shortReason } from './reasons.ts';
import { ago, timeOf, withTimes } from './times.ts';

/** One thing that is wrong with a job: why, since when, by which figures, and what to do. */
export function conditionSection(condition: ShownCondition, history: JobHistory): Html {
  const { type, published } = condition;
  const { job, now } = history;
  const advice = job.advice.find((one) => one.condition === type);
  return html`<section class="part condition" aria-labelledby="condition-${type}">
  <h2 id="condition-${type}">${conditionMark(type)} ${unpublishedTag(published)}</h2>
  <div class="why"><p class="reason">${withTimes(advice?.summary ?? shortReason(job, condition), 2000, now)}</p>${type === 'quarantine' && quarantineDetail(job)}</div>
  ${notesOf(condition)}
  <dl class="facts">${sinceFact(condition, now)}${factsOf(condition, history)}</dl>
  ${advice && adviceBlock(advice, now)}
</section>`;
}

/** How far what is shown can be relied on. */
function notesOf({ episode, status }: ShownCondition): Html {
  const notes = [
    episode === null &&
      'No event says so: it is not proven yet, or it was so long before the connector first read the job',
    episode !== null &&
      status !== 'true' &&
      'The last answer does not decide it: it counts as open until its end is proven',
  ].filter((note): note is string => typeof note === 'string');
  if (notes.length === 0) return html``;
  return html`<ul class="notes">${notes.map((note) => html`<li>${mark('warning')}<span>${note}</span></li>`)}</ul>`;
}

function sinceFact({ since, episode }: ShownCondition, now: Instant): Html {
  return fact(
    episode === null ? 'Seen since' : 'Since',
    since === null ? none('not known') : past(since, now),
  );
}

function factsOf({ type }: ShownCondition, { job, now, records }: JobHistory): Html {
  switch (type) {
    case 'quarantine':
      return isStoppedInQuarantine(job) ? html`` : whatComesNext(job, now);
    case 'halt':
      return html``;
    case 'overdue':
      return lateness(records.overdue.facts, now);
    case 'failures':
      return failing(records.failures.facts);
  }
}

function whatComesNext(job: JobDetail, now: Instant): Html {
  return html`${fact('Next attempt', nextAttempt(job, now))}${fact('Switched off in (estimate)', countdown(job, now), isSoon(job, now) ? 'soon' : '')}`;
}

function lateness(facts: OverdueFacts | undefined, now: Instant): Html {
  if (facts === undefined) return html``;
  const { expectedBy, steadyAt, progress } = facts;
  return html`${fact('Expected by', past(expectedBy, now))}${fact('Caught up last', steadyAt === undefined ? none('never') : past(steadyAt, now))}${progress.map(
    ({ name, completedUnits, totalUnits, observedAt }) =>
      fact(
        html`Progress${name !== '' && html` of ${foreign(name, 128)}`}`,
        figure(
          `${completedUnits === undefined ? '?' : grouped(completedUnits)} of ${totalUnits === undefined ? '?' : grouped(totalUnits)}`,
          observedAt === undefined ? undefined : timeOf(observedAt, now),
        ),
      ),
  )}`;
}

function failing(facts: FailuresFacts | undefined): Html {
  if (facts === undefined) return html``;
  const { count, countRaw, entries, executionState } = facts;
  const raw =
    countRaw !== undefined && countRaw !== count ? `${grouped(countRaw)} with those set aside` : undefined;
  return html`${fact('Objects that fail', figure(grouped(count), raw))}${fact(
    'Of all objects',
    entries === 0 ? none('not known') : figure(percentage(count / entries), `of ${grouped(entries)}`),
  )}${fact('The last run ended as', figure(shownText(executionState, 64)))}`;
}

/** `3.1 %`, and never nothing of something. */
function percentage(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  return percent === 0 && share > 0 ? '< 0.1 %' : `${percent} %`;
}

function past(date: string, now: Instant): Html {
  return figure(ago(date, now), timeOf(date, now));
}
