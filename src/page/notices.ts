import type { Health, UnreadPrincipalBody } from '../contract/answers/health.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { ageInWords } from '../core/duration-words.ts';
import type { Instant } from '../core/instant.ts';
import type { Blindness } from '../views/blindness.ts';
import { isStoppedInQuarantine } from './conditions.ts';
import { type Html, html, shownText } from './html.ts';
import { mark } from './marks.ts';
import { doubtInWords, unreadableInWords } from './wording.ts';

/**
 * Doubts and limits of what is shown of a job, a line each.
 *
 * @param isSaid whether the page says already why it cannot be read
 */
export function jobNotes(job: JobSummary, now: Instant, isSaid = false): Html {
  const { state, unreadable, suspended, doubt, stale, warnings } = job;
  const notes = [
    unreadable &&
      !isSaid &&
      `Cannot be checked for ${ageInWords(unreadable.since, now)}: ${unreadableInWords(unreadable.cause)}. Shown is what was read last`,
    suspended &&
      !isStoppedInQuarantine(job) &&
      `Suspended (${statusOf(job)}): nothing can prove a recovery until it runs again`,
    // A stale job has its age beside it.
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

type Checks = Health['checks'];

const detailsShown = 3;
const namesShown = 5;

/** What else is wrong with the connector itself, first what a person has to mend; nothing where all is well. */
export function healthNotices({ checks }: Health, blindness: Blindness | undefined): Html {
  const troubles = troublesOf(checks, blindness);
  if (troubles.length === 0) return html``;
  const details = blindness === undefined ? detailsOf(checks).slice(0, detailsShown) : [];
  return html`<section class="notices" aria-label="State of the connector"><ul>${troubles.map(
    ({ status, message }) =>
      html`<li class="${status}">${mark('warning')}<span><strong>${status === 'fail' ? 'Act:' : 'Note:'}</strong> ${shownText(message, 600)}</span></li>`,
  )}${details.map(
    ({ about, detail }) =>
      html`<li class="detail"><span>${about !== '' && html`<code>${shownText(about, 512)}</code> `}${shownText(detail, 600)}</span></li>`,
  )}</ul></section>`;
}

/** One notice for each cause, without those that the banner says, or that only follow from another one. */
function troublesOf(
  { coverage: _, lastRun, discovery, unreadableJobs, unreadPrincipals, ...others }: Checks,
  blindness: Blindness | undefined,
) {
  const ofJobs = blindness === undefined ? [unreadableJobs] : [];
  const isWhole = blindness !== undefined && blindness.jobs === undefined;
  const seen = isWhole ? [] : [discovery, ...ofJobs, unreadPrincipals];
  const found = [...Object.values(others), ...seen].filter(({ status }) => status !== 'pass');
  const isSaid = blindness !== undefined || (lastRun.outcome === 'partial' && found.length > 0);
  const all = isSaid || lastRun.status === 'pass' ? found : [lastRun, ...found];
  return [...all.filter(({ status }) => status === 'fail'), ...all.filter(({ status }) => status === 'warn')];
}

interface Detail {
  readonly about: string;
  readonly detail: string;
}

/** The reasons: first the applications that could not be read, by their names, then the failures of the last run. */
function detailsOf({ lastRun, unreadPrincipals }: Checks): readonly Detail[] {
  const { sample } = unreadPrincipals;
  const details = [...new Set(sample.map(({ detail }) => detail))];
  const unread = details.map((detail) => ({
    about: namesOf(sample.filter((one) => one.detail === detail)),
    detail,
  }));
  return [...unread, ...lastRun.failures.filter(({ detail }) => !details.includes(detail))];
}

function namesOf(principals: readonly UnreadPrincipalBody[]): string {
  const names = principals.map(({ displayName, servicePrincipalId }) => displayName ?? servicePrincipalId);
  const others = names.length > namesShown ? ' and others' : '';
  return `${names.slice(0, namesShown).join(', ')}${others}`;
}
