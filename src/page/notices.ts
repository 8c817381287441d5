import type { Health, UnreadPrincipalBody } from '../contract/answers/health.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import { addMilliseconds, clocksDifferMs, type Instant } from '../core/instant.ts';
import { ageInWords } from '../views/freshness.ts';
import { type Html, html, shownText } from './html.ts';
import { mark } from './marks.ts';
import { ago, timeOf } from './times.ts';
import { doubtInWords, unreadableInWords } from './wording.ts';

/** How old what is shown is: by a word and a shape, never by colour alone. */
export function freshnessLine({ observedAt, stale }: Freshness, now: Instant): Html {
  if (observedAt === null) {
    return html`<p class="freshness stale">${mark('stale')}<span>Not read yet</span></p>`;
  }
  return stale
    ? html`<p class="freshness stale">${mark('stale')}<span><strong>Stale:</strong> read ${readAgo(observedAt, now)}</span></p>`
    : html`<p class="freshness">${mark('fresh')}<span>Read ${ago(observedAt, now)}</span></p>`;
}

/** The same for one job, in a table. */
export function freshnessCell({ observedAt, stale }: Freshness, now: Instant): Html {
  if (observedAt === null) return html`never`;
  return stale
    ? html`<span class="stale">${mark('stale')} stale</span> <span class="sub">${readAgo(observedAt, now)}</span>`
    : ago(observedAt, now);
}

function readAgo(observedAt: Instant, now: Instant): Html {
  const isAhead = observedAt > addMilliseconds(now, clocksDifferMs);
  return isAhead ? timeOf(observedAt, 'by a clock that was ahead') : ago(observedAt, now);
}

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

type Checks = Health['checks'];

const detailsShown = 3;
const namesShown = 5;

/** What is wrong with the connector itself, first of all what a person has to mend; nothing where all is well. */
export function healthNotices({ checks }: Health): Html {
  const troubles = troublesOf(checks);
  if (troubles.length === 0) return html``;
  return html`<section class="notices" aria-label="State of the connector"><ul>${troubles.map(
    ({ status, message }) =>
      html`<li class="${status}">${mark('warning')}<span><strong>${status === 'fail' ? 'Act:' : 'Note:'}</strong> ${shownText(message, 600)}</span></li>`,
  )}${detailsOf(checks)
    .slice(0, detailsShown)
    .map(
      ({ about, detail }) =>
        html`<li class="detail"><span>${about !== '' && html`<code>${shownText(about, 512)}</code> `}${shownText(detail, 600)}</span></li>`,
    )}</ul></section>`;
}

/** One notice for each cause: what only follows from another one is left out. */
function troublesOf({ coverage, lastRun, discovery, unreadableJobs, unreadPrincipals, ...others }: Checks) {
  const isBlind = coverage.status !== 'pass';
  const seen = isBlind ? [coverage] : [discovery, unreadableJobs, unreadPrincipals];
  const found = [...Object.values(others), ...seen].filter(({ status }) => status !== 'pass');
  const isExplained = isBlind || (lastRun.outcome === 'partial' && found.length > 0);
  const all = isExplained || lastRun.status === 'pass' ? found : [lastRun, ...found];
  return [...all.filter(({ status }) => status === 'fail'), ...all.filter(({ status }) => status === 'warn')];
}

interface Detail {
  readonly about: string;
  readonly detail: string;
}

/** Why: what the last run met, after the applications that could not be read, by their names. */
function detailsOf({ coverage, lastRun, unreadPrincipals }: Checks): readonly Detail[] {
  if (coverage.status !== 'pass' && lastRun.outcome !== null && lastRun.failures.length === 0)
    return [{ about: '', detail: lastRun.message }];
  const { sample } = unreadPrincipals;
  const details = coverage.status === 'pass' ? [...new Set(sample.map(({ detail }) => detail))] : [];
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
