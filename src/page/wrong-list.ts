import type { ShownCondition } from '../contract/answers/condition.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Instant } from '../core/instant.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import type { Overview } from '../views/overview.ts';
import {
  conditionMark,
  isStoppedInQuarantine,
  jobState,
  leadingCondition,
  seenConditions,
  wrongCounts,
} from './conditions.ts';
import { countdown, isSoon } from './countdown.ts';
import { fact, figure, foreign, type Html, html, none, shownText } from './html.ts';
import { jobLink, overviewLink } from './links.ts';
import { jobNotes } from './notices.ts';
import { quarantineReason, reasonInWords } from './reasons.ts';
import { age, ago, timeOf, until } from './times.ts';
import { grouped } from './wording.ts';

/** Every job with which something is wrong now, the most urgent first, with what an admin needs to act. */
export function wrongList(overview: Overview): Html {
  const { wrong } = overview;
  if (wrong.length === 0) return html``;
  return html`<section class="urgent" aria-labelledby="wrong">
  <h2 id="wrong">What is wrong now</h2>
  <ul>${wrong.map(({ job }) => html`<li>${entry(job, overview)}</li>`)}</ul>
  ${rest(overview)}
</section>`;
}

/** The way to those for which there is no room: where all are wrong in the same way, to them alone. */
function rest({ wrong, counts, query }: Overview): Html {
  const kinds = wrongCounts(counts);
  const all = kinds.reduce((sum, [, count]) => sum + count, 0);
  if (all <= wrong.length) return html``;
  const [only, ...others] = kinds;
  const state = only && others.length === 0 ? only[0] : 'watched';
  return html`<p class="more"><a href="${overviewLink({ ...query, state, q: '', sort: 'state', page: 1 })}">All ${grouped(all)} jobs that need attention</a></p>`;
}

function entry(job: JobSummary, { now, stale }: Overview): Html {
  return html`<article class="entry">
    <div class="what">
      <h3><a href="${jobLink(job)}">${foreign(nameOf(job))}</a></h3>
      <p class="states">${jobState(job)}${othersOf(job).map(({ type }) => html` ${conditionMark(type)}`)}</p>
      ${whyOf(job)}
      ${jobNotes(job, now, stale)}
    </div>
    <dl>${figuresOf(job, now)}</dl>
  </article>`;
}

/** What is wrong beside that which gave the job its word, or both of its words. */
function othersOf(job: JobSummary): readonly ShownCondition[] {
  const leading = leadingCondition(job);
  return seenConditions(job).filter(
    (condition) => condition !== leading && !(condition.type === 'halt' && isStoppedInQuarantine(job)),
  );
}

/** Why, of what weighs most, in the words of the advice: what to do stands on the job's own page. */
function whyOf(job: JobSummary): Html {
  const leading = leadingCondition(job);
  if (leading === undefined || leading.type === 'quarantine') return quarantineReason(job);
  const advice = job.advice.find(({ condition }) => condition === leading.type);
  const words = advice?.summary ?? reasonInWords(leading.type, leading.reason);
  return html`<p class="reason">${shownText(words, 600)}</p>`;
}

function figuresOf(job: JobSummary, now: Instant): Html {
  const since = leadingCondition(job)?.since ?? job.began;
  return html`${fact('For', since === null ? none('not known') : figure(age(since, now), html`since ${timeOf(since)}`))}${
    job.state === 'quarantined' && !isStoppedInQuarantine(job)
      ? html`${fact('Next attempt', job.nextAttempt === null ? none('not known') : figure(until(job.nextAttempt, now), timeOf(job.nextAttempt)))}${fact('Switched off in (estimate)', countdown(job, now), isSoon(job, now) ? 'soon' : '')}`
      : fact(
          'Last run',
          job.lastRunEndedAt === null
            ? none('none ended yet')
            : figure(ago(job.lastRunEndedAt, now), timeOf(job.lastRunEndedAt)),
        )
  }`;
}
