import type { JobSummary } from '../contract/answers/job.ts';
import { counted, grouped } from '../core/count-words.ts';
import type { Instant } from '../core/instant.ts';
import type { BlindCause, Blindness } from '../views/blindness.ts';
import type { Overview } from '../views/overview.ts';
import { type Html, html, shownText } from './html.ts';
import { mark } from './marks.ts';
import { age, ago, timeOf } from './times.ts';
import { unreadableInWords } from './wording.ts';

const headlines: Readonly<Record<BlindCause, string>> = {
  refused: 'Microsoft Graph refuses access',
  throttled: 'Microsoft Graph throttles the connector',
  away: 'Microsoft Graph does not answer as it should',
  noToken: 'The connector gets no token for Microsoft Graph',
  notAdmitted: 'The tenant does not let the connector in',
  timer: 'The connector does not check any more',
  never: 'The first check has not ended yet',
  other: 'The connector cannot check everything',
};

/** What to do, where the detail of the failure does not say it. */
const remedies: Readonly<Partial<Record<BlindCause, string>>> = {
  never:
    'Nothing was read so far. A check runs whenever POLL_SCHEDULE says so, and “Check now” runs one by hand.',
  throttled: 'It passes by itself: every check asks again.',
  away: 'It mostly passes by itself, and every check asks again. Where it does not, look into Microsoft’s service health, and at proxies and firewalls in between.',
  noToken:
    'See whether the identity of the function app still exists, and whether it belongs to this tenant.',
  timer:
    'See whether the function “poll” is switched off, and what the log of the function app says. “Check now” runs one check by hand.',
};

/** What blinds the connector, above everything that is less true for it: the cause, how old the page is by it, and what to do. */
export function banner(blindness: Blindness, { now, counts }: Overview): Html {
  const { cause, detail, isLasting, observedAt, jobs } = blindness;
  const remedy = remedies[cause];
  return html`<section class="banner ${isLasting ? 'fail' : 'warn'}" aria-label="What keeps the connector from checking">
  ${mark('warning')}
  <div><p class="title"><strong>${headlines[cause]}.</strong> ${extent(blindness, counts.watched, now)}</p>
  ${observedAt !== undefined && html`<p>What you see${jobs !== undefined && jobs < counts.watched && ' of them'} was read ${ago(observedAt, now)} (${timeOf(observedAt, now)}).</p>`}
  ${detail !== '' && html`<p class="detail">${shownText(detail, 600)}</p>`}
  ${remedy !== undefined && html`<p>${remedy}</p>`}</div>
</section>`;
}

/** The same for one job, on its own page. */
export function unreadableBanner({ unreadable, observedAt }: JobSummary, now: Instant): Html {
  if (unreadable === null) return html``;
  const { since, cause, detail } = unreadable;
  return html`<section class="banner warn" aria-label="Why the job cannot be checked">
  ${mark('warning')}
  <div><p class="title"><strong>Cannot be checked for ${age(since, now)}: ${unreadableInWords(cause)}.</strong></p>
  <p>What you see was read ${ago(observedAt, now)} (${timeOf(observedAt, now)}).</p>
  ${detail !== '' && html`<p class="detail">${shownText(detail, 600)}</p>`}</div>
</section>`;
}

function extent({ jobs, since }: Blindness, watched: number, now: Instant): Html {
  const lasted = since !== undefined && html` for ${age(since, now)}`;
  if (jobs === undefined) return html`${since !== undefined && html`This has been so${lasted}.`}`;
  const which =
    jobs >= watched
      ? `None of the ${counted(watched, 'job')}`
      : `${grouped(jobs)} of ${counted(watched, 'job')}`;
  return jobs >= watched
    ? html`${watched === 1 ? 'The one job could not be checked' : html`${which} could be checked`}${lasted}.`
    : html`${which} could not be checked${lasted}.`;
}
