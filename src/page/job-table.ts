import type { Sort } from '../contract/http/query-values.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { type Blindness, isExplained } from '../views/blindness.ts';
import type { Overview, OverviewJob } from '../views/overview.ts';
import { jobState, leadingCondition } from './conditions.ts';
import { freshnessIfOther } from './freshness.ts';
import { code, foreign, type Html, html, none } from './html.ts';
import { tellingApart } from './job-id.ts';
import { isFiltered, jobLink, overviewLink } from './links.ts';
import { jobNotes } from './notices.ts';
import { shortReason } from './reasons.ts';
import { axis, gridShape, lane, type Window, windowOf } from './timeline.ts';
import { age, ago } from './times.ts';
import { stateWords } from './wording.ts';

/** One page of the jobs, each with its lane of the timeline. The roles keep it a table where a phone lays it out as a list. */
export function jobTable(overview: Overview, blindness: Blindness | undefined): Html {
  const window = windowOf(overview.query.days, overview.now);
  return html`${gridShape(window)}
<table role="table" class="jobs" aria-label="Jobs">
  <thead role="rowgroup"><tr role="row">
    ${heading(overview, 'name', 'Application', 'name')}
    ${heading(overview, 'state', 'State', 'state')}
    <th role="columnheader" scope="col" class="time"><span class="hidden">Last ${overview.query.days} days</span>${axis(window)}</th>
    ${heading(overview, 'run', 'Last run', 'number run')}
  </tr></thead>
  <tbody role="rowgroup">${overview.jobs.map((job) => row(job, overview, window, blindness))}</tbody>
</table>`;
}

function heading({ query }: Overview, sort: Sort, words: string, kind = ''): Html {
  const isSorted = query.sort === sort;
  return html`<th role="columnheader" scope="col" class="${kind}"${isSorted ? html` aria-sort="ascending"` : ''}><a href="${overviewLink({ ...query, sort, page: 1 })}">${words}<span class="arrow" aria-hidden="true">${isSorted ? '↓' : ''}</span></a></th>`;
}

function row(one: OverviewJob, overview: Overview, window: Window, blindness: Blindness | undefined): Html {
  const { job, episodes } = one;
  const { now, query } = overview;
  const sub = job.displayName === null ? null : (job.templateId ?? job.jobId);
  const leading = leadingCondition(job);
  const since = leading?.since ?? job.began;
  const isSaid = job.unreadable !== null && isExplained(job.unreadable.cause, blindness);
  const notes = jobNotes(job, now, isSaid);
  // Nothing to see in the lane: a phone leaves it out.
  const isQuiet = leading === undefined && episodes.length === 0 && notes.toString() === '';
  return html`<tr role="row"${isQuiet && html` class="quiet"`}>
    <th role="rowheader" scope="row"><a class="job" href="${jobLink(job)}">${foreign(nameOf(job))}</a>${tellingApart(one)}${sub !== null && html`<span class="sub template">${code(sub, 128)}</span>`}${isFiltered(query) && leading && html`<span class="sub">${shortReason(job, leading)}</span>`}</th>
    <td role="cell" class="state">${jobState(job, stateWords.halted)}${since !== null && html`<span class="sub">for ${age(since, now)}</span>`}</td>
    <td role="cell" class="time">${lane(episodes, window)}${notes}</td>
    <td role="cell" class="number run"><span class="label">Last run </span>${job.lastRunEndedAt === null ? none('never') : ago(job.lastRunEndedAt, now)}${!isSaid && freshnessIfOther(job, overview)}</td>
  </tr>`;
}
