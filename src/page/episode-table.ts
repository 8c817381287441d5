import type { ShownEpisode } from '../contract/answers/history.ts';
import type { ClearCause } from '../contract/events/event-names.ts';
import { ageInWords } from '../core/duration-words.ts';
import type { Instant } from '../core/instant.ts';
import type { JobHistory } from '../views/job-history.ts';
import { conditionMark, unpublishedTag } from './conditions.ts';
import { type Html, html, none } from './html.ts';
import { reasonList } from './reasons.ts';
import { age, timeOf } from './times.ts';

/** One page of a job's episodes of every condition, newest first. */
export function episodeTable({ episodes, next, job, now }: JobHistory): Html {
  if (episodes.length === 0) return html`<p class="empty">None is known.</p>`;
  const columns = ['Condition', 'Began', 'Lasted', 'Ended', 'Reasons'];
  return html`<table role="table" class="episodes" aria-label="Episodes">
  <thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
  <tbody role="rowgroup">${episodes.map((episode) => row(episode, now))}</tbody></table>
  ${next !== undefined && html`<p class="more"><a href="${encodeURIComponent(job.key)}?${new URLSearchParams({ $skiptoken: next }).toString()}#history">Earlier ones</a></p>`}`;
}

function row(episode: ShownEpisode, now: Instant): Html {
  const { condition, began, clearedBefore, cause, reasons, published } = episode;
  return html`<tr role="row">
    <th role="rowheader" scope="row">${conditionMark(condition, episode.open)} ${unpublishedTag(published)}</th>
    <td role="cell">${timeOf(began, now)}</td>
    <td role="cell">${clearedBefore === null ? age(began, now) : ageInWords(began, clearedBefore)}</td>
    <td role="cell">${cause === null ? 'Still open' : (causes[cause] ?? 'Ended')}${clearedBefore !== null && html` <span class="sub">${timeOf(clearedBefore, now)}</span>`}</td>
    <td role="cell" class="reasons">${reasons.length === 0 ? none('none given') : reasonList(episode)}</td>
  </tr>`;
}

const causes: Readonly<Record<ClearCause, string>> = {
  recovered: 'Recovered',
  superseded: 'A later series took over',
  resumed: 'Runs again',
  caughtUp: 'Caught up',
  halted: 'The job was stopped',
  quarantined: 'Went into quarantine',
  removed: 'The job was removed',
};
