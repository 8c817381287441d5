import type { ShownCondition } from '../contract/answers/condition.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { counted, grouped } from '../core/count-words.ts';
import type { Instant } from '../core/instant.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { type Blindness, isExplained } from '../views/blindness.ts';
import type { Overview, OverviewJob, WrongGroup } from '../views/overview.ts';
import {
  conditionMark,
  isStoppedInQuarantine,
  jobState,
  leadingCondition,
  seenConditions,
  wrongCounts,
} from './conditions.ts';
import { countdown, isSoon, nextAttempt } from './countdown.ts';
import { fact, figure, foreign, type Html, html, none, shownText } from './html.ts';
import { tellingApart } from './job-id.ts';
import { jobLink, overviewLink } from './links.ts';
import { jobNotes } from './notices.ts';
import { portalButton } from './portal.ts';
import { quarantineReason, reasonInWords } from './reasons.ts';
import { age, ago, timeOf, withTimes } from './times.ts';

/** Everything that is wrong now, the most urgent first, with what an admin needs to act. Many jobs of one cause are one entry. */
export function wrongList(overview: Overview, blindness: Blindness | undefined): Html {
  const { wrong } = overview;
  if (wrong.length === 0) return html``;
  return html`<section class="urgent" aria-labelledby="wrong">
  <h2 id="wrong">What is wrong now</h2>
  <ul>${wrong.map((group) => html`<li>${group.count > 1 ? storm(group, overview) : entry(group, overview, blindness)}</li>`)}</ul>
  ${rest(overview)}
</section>`;
}

/** The way to those for which there is no room: where all are wrong in the same way, to them alone. */
function rest({ wrong, counts, query }: Overview): Html {
  const kinds = wrongCounts(counts);
  const all = kinds.reduce((sum, [, count]) => sum + count, 0);
  if (all <= wrong.reduce((sum, { jobs }) => sum + jobs.length, 0)) return html``;
  const [only, ...others] = kinds;
  const state = only && others.length === 0 ? only[0] : 'watched';
  return html`<p class="more"><a href="${overviewLink({ ...query, state, q: '', sort: 'state', page: 1 })}">All ${grouped(all)} jobs that need attention</a></p>`;
}

function entry({ jobs }: WrongGroup, { now }: Overview, blindness: Blindness | undefined): Html {
  const [first] = jobs;
  if (first === undefined) return html``;
  const { job } = first;
  const isSaid = job.unreadable !== null && isExplained(job.unreadable.cause, blindness);
  return html`<article class="entry">
    <div class="what">
      <h3>${nameLink(first)}</h3>
      <p class="states">${statesOf(job)}</p>
      ${whyOf(job, now)}
      ${jobNotes(job, now, isSaid)}
    </div>
    <dl>${figuresOf(job, now)}</dl>
    <p class="ways">${portalButton(job)}<a href="${jobLink(job)}${fragmentOf(job)}">What to do<span class="hidden">: ${foreign(nameOf(job))}</span></a></p>
  </article>`;
}

/** Many jobs with one cause: it is said once, with the figures of the first, most urgent one, and the jobs are folded. */
function storm({ jobs, count }: WrongGroup, overview: Overview): Html {
  const [first] = jobs;
  if (first === undefined) return html``;
  const { now, query } = overview;
  const { job } = first;
  const leading = leadingCondition(job);
  const q = job.errorCode ?? leading?.reason ?? '';
  const all = overviewLink({ ...query, state: job.state, q: q.slice(0, 200), sort: 'state', page: 1 });
  return html`<article class="entry">
    <div class="what">
      <h3>${counted(count, 'job')}, one cause</h3>
      <p class="states">${statesOf(job)}</p>
      ${whyOf(job, now, false)}
    </div>
    <dl>${figuresOf(job, now)}</dl>
    <p class="ways"><a href="${jobLink(job)}${fragmentOf(job)}">What to do, on the page of ${foreign(nameOf(job))}</a></p>
    <details class="storm" data-fold="${shownText(`${job.state} ${leading?.reason ?? ''} ${job.errorCode ?? ''}`)}"><summary>The ${counted(count, 'job')}</summary>
    <ul>${jobs.map((one) => html`<li>${stormLine(one, now)}</li>`)}</ul>
    ${count > jobs.length && html`<p class="more"><a href="${all}">All ${grouped(count)} of them</a></p>`}</details>
  </article>`;
}

function stormLine(one: OverviewJob, now: Instant): Html {
  const since = leadingCondition(one.job)?.since ?? one.job.began;
  return html`<span class="name">${nameLink(one)}</span><span class="sub">${since !== null && html`for ${age(since, now)}`}</span>${portalButton(one.job, 'plain')}`;
}

function nameLink(one: OverviewJob): Html {
  const { job } = one;
  return html`<a class="job" href="${jobLink(job)}">${foreign(nameOf(job))}</a>${tellingApart(one)}`;
}

/** Where the page of the job says what to do about it. */
function fragmentOf(job: JobSummary): string {
  const leading = leadingCondition(job);
  return leading === undefined ? '' : `#condition-${leading.type}`;
}

function statesOf(job: JobSummary): Html {
  return html`${jobState(job)}${othersOf(job).map(({ type }) => html` ${conditionMark(type)}`)}`;
}

/** What is wrong beside that which gave the job its word, or both of its words. */
function othersOf(job: JobSummary): readonly ShownCondition[] {
  const leading = leadingCondition(job);
  return seenConditions(job).filter(
    (condition) => condition !== leading && !(condition.type === 'halt' && isStoppedInQuarantine(job)),
  );
}

/** Why, of what weighs most. @param ofOne whether it is said of one job: the advice counts its objects and names its times */
function whyOf(job: JobSummary, now: Instant, ofOne = true): Html {
  const leading = leadingCondition(job);
  if (leading === undefined || leading.type === 'quarantine') return quarantineReason(job);
  const advice = job.advice.find(({ condition }) => condition === leading.type);
  const isOfAll = ofOne || leading.type === 'halt';
  const words = (isOfAll ? advice?.summary : undefined) ?? reasonInWords(leading.type, leading.reason);
  return html`<p class="reason">${withTimes(words, 600, now)}</p>`;
}

function figuresOf(job: JobSummary, now: Instant): Html {
  const since = leadingCondition(job)?.since ?? job.began;
  return html`${fact('For', since === null ? none('not known') : figure(age(since, now), html`since ${timeOf(since, now)}`))}${
    job.state === 'quarantined' && !isStoppedInQuarantine(job)
      ? html`${fact('Next attempt', nextAttempt(job, now))}${fact('Switched off in (estimate)', countdown(job, now), isSoon(job, now) ? 'soon' : '')}`
      : fact(
          'Last run',
          job.lastRunEndedAt === null
            ? none('none ended yet')
            : figure(ago(job.lastRunEndedAt, now), timeOf(job.lastRunEndedAt, now)),
        )
  }`;
}
