import { ageInWords } from '../core/freshness.ts';
import type { Instant } from '../core/instant.ts';
import type { JobSummary } from '../core/job-representation.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { shownText } from './shown-text.ts';
import { doubtInWords, unreadableInWords } from './wording.ts';

/** Why nothing can be said of a job that could be read. */
function whyUnknown({ stale, statusCode, scheduleState }: JobSummary): string {
  if (stale) return 'Not read lately: what is shown may be over';
  if (statusCode === null) return 'Entra gives no status yet: nothing is known of this job';
  return `Entra does not run it (${shownText(statusCode, 64)}${scheduleState === null ? '' : `, schedule ${shownText(scheduleState, 64)}`})`;
}

/** What else has to be known of a job, in one line each. */
export function jobNotes(job: JobSummary, now: Instant): Html {
  const { state, unreadable, suspended, doubt, warnings, scheduleState, statusCode } = job;
  const notes = [
    unreadable &&
      `Unreadable for ${ageInWords(unreadable.since, now)}: ${unreadableInWords(unreadable.cause)}. Shown is what was read last`,
    suspended &&
      `Suspended (${shownText(statusCode ?? 'no status', 64)}${scheduleState === null ? '' : `, schedule ${shownText(scheduleState, 64)}`}): nothing can prove a recovery until it runs again`,
    state === 'unknown' && !unreadable && !doubt && whyUnknown(job),
    doubt && `One answer says that ${doubtInWords(doubt)}`,
    warnings.includes('escrowsPruned') &&
      'Entra dropped errors of single objects: the job will pause and wait for its admin',
  ].filter((note): note is string => typeof note === 'string');
  if (notes.length === 0) return html``;
  return html`<ul class="notes">${notes.map((note) => html`<li>${mark('warning')}<span>${note}</span></li>`)}</ul>`;
}
