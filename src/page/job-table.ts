import type { Sort } from '../contract/http/query-values.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import type { Overview, OverviewJob } from '../views/overview.ts';
import { jobState, leadingCondition } from './conditions.ts';
import { freshnessCell } from './freshness.ts';
import { code, foreign, type Html, html } from './html.ts';
import { jobLink, overviewLink } from './links.ts';
import { jobNotes } from './notices.ts';
import { axis, gridShape, lane, type Window, windowOf } from './timeline.ts';
import { age } from './times.ts';
import { stateWords } from './wording.ts';

/** One page of the jobs, each with its lane of the timeline. The roles keep it a table where a phone lays it out as a list. */
export function jobTable(overview: Overview): Html {
  const window = windowOf(overview.query.days, overview.now);
  return html`${gridShape(window)}
<table role="table" class="jobs" aria-label="Jobs">
  <thead role="rowgroup"><tr role="row">
    ${heading(overview, 'name', 'Application')}
    ${heading(overview, 'state', 'State')}
    <th role="columnheader" scope="col" class="time"><span class="hidden">Last ${overview.query.days} days</span>${axis(window)}</th>
    ${heading(overview, 'read', 'Read', 'number')}
  </tr></thead>
  <tbody role="rowgroup">${overview.jobs.map((job) => row(job, overview, window))}</tbody>
</table>`;
}

function heading({ query }: Overview, sort: Sort, words: string, kind = ''): Html {
  const isSorted = query.sort === sort;
  return html`<th role="columnheader" scope="col" class="${kind}"${isSorted ? html` aria-sort="ascending"` : ''}><a href="${overviewLink({ ...query, sort, page: 1 })}">${words}<span class="arrow" aria-hidden="true">${isSorted ? '↓' : ''}</span></a></th>`;
}

function row({ job, episodes }: OverviewJob, { now, stale }: Overview, window: Window): Html {
  const sub = job.displayName === null ? null : (job.templateId ?? job.jobId);
  const since = leadingCondition(job)?.since ?? job.began;
  return html`<tr role="row">
    <th role="rowheader" scope="row"><a href="${jobLink(job)}">${foreign(nameOf(job))}</a>${sub !== null && html`<span class="sub">${code(sub, 128)}</span>`}</th>
    <td role="cell" class="state">${jobState(job, stateWords.halted)}${since !== null && html`<span class="sub">for ${age(since, now)}</span>`}</td>
    <td role="cell" class="time">${lane(episodes, window)}${jobNotes(job, now, stale)}</td>
    <td role="cell" class="number read"><span class="label">read </span>${freshnessCell(job, now)}</td>
  </tr>`;
}
