import { ageInWords } from '../core/freshness.ts';
import type { Instant } from '../core/instant.ts';
import type { JobSummary } from '../core/job-representation.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { shownText } from './shown-text.ts';
import { doubtInWords, unreadableInWords } from './wording.ts';

/**
 * What else has to be known of a job, in one line each.
 *
 * @param isBlind whether the page says already that nothing can be read
 */
export function jobNotes(job: JobSummary, now: Instant, isBlind = false): Html {
  const { state, unreadable, suspended, doubt, stale, warnings } = job;
  const notes = [
    unreadable &&
      !isBlind &&
      `Unreadable for ${ageInWords(unreadable.since, now)}: ${unreadableInWords(unreadable.cause)}. Shown is what was read last`,
    suspended && `Suspended (${statusOf(job)}): nothing can prove a recovery until it runs again`,
    // How old it is stands beside it already.
    state === 'unknown' &&
      !unreadable &&
      !doubt &&
      !stale &&
      `Not known to run (${statusOf(job)}): nothing shows that it is well`,
    doubt && `One answer says that ${doubtInWords(doubt)}`,
    warnings.includes('escrowsPruned') &&
      'Entra dropped errors of single objects: the job will pause and wait for its admin',
  ].filter((note): note is string => typeof note === 'string');
  if (notes.length === 0) return html``;
  return html`<ul class="notes">${notes.map((note) => html`<li>${mark('warning')}<span>${note}</span></li>`)}</ul>`;
}

function statusOf({ statusCode, scheduleState }: JobSummary): string {
  const status = statusCode === null ? 'no status yet' : shownText(statusCode, 64);
  return scheduleState === null ? status : `${status}, schedule ${shownText(scheduleState, 64)}`;
}
