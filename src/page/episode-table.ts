import type { EpisodeRepresentation } from '../core/episode-representation.ts';
import { ageInWords } from '../core/freshness.ts';
import type { Instant } from '../core/instant.ts';
import type { JobHistory } from '../status/show-job-history.ts';
import { type Html, html } from './html.ts';
import { code } from './shown-text.ts';
import { timeOf } from './times.ts';
import { endInWords, reasonInWords } from './wording.ts';

/** One page of a job's stays in quarantine, newest first. */
export function episodeTable({ episodes, next, job, now }: JobHistory): Html {
  if (episodes.length === 0) return html`<p class="empty">None is known.</p>`;
  return html`<table role="table" class="episodes" aria-label="Quarantines">
  <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Began</th><th role="columnheader" scope="col" class="number">Lasted</th><th role="columnheader" scope="col">Ended</th><th role="columnheader" scope="col">Reasons</th></tr></thead>
  <tbody role="rowgroup">${episodes.map((episode) => row(episode, now))}</tbody></table>
  ${next !== undefined && html`<p class="more"><a href="${encodeURIComponent(job.key)}?${new URLSearchParams({ $skiptoken: next }).toString()}#history">Earlier quarantines</a></p>`}`;
}

function row(episode: EpisodeRepresentation, now: Instant): Html {
  const { began, clearedBefore, cause, reasons } = episode;
  return html`<tr role="row">
    <th role="rowheader" scope="row">${timeOf(began)}</th>
    <td role="cell" class="number">${ageInWords(began, clearedBefore ?? now)}</td>
    <td role="cell">${endInWords(cause)}${clearedBefore !== null && html` <span class="sub">${timeOf(clearedBefore)}</span>`}</td>
    <td role="cell" class="reasons">${reasons.length === 0 ? html`<span class="none">none given</span>` : html`<ul>${reasons.map(reasonLine)}</ul>`}</td>
  </tr>`;
}

function reasonLine({ reason, errorCode }: EpisodeRepresentation['reasons'][number]): Html {
  return html`<li>${reasonInWords(reason) ?? 'No documented reason'} ${reason !== null && code(reason, 128)} ${errorCode !== null && code(errorCode, 128)}</li>`;
}
