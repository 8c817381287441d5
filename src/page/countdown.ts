import type { JobSummary } from '../contract/answers/job.ts';
import { disabledAfterMs } from '../core/conditions/expiry.ts';
import { counted } from '../core/count-words.ts';
import type { Instant } from '../core/instant.ts';
import { retriesOf } from '../views/run-facts.ts';
import { figure, type Html, html, none } from './html.ts';
import { daysBetween, timeOf, until } from './times.ts';

/** How far a quarantine has come on its way to being switched off: an estimate, and it says so. */
export function countdown({ expectedDisableAt }: JobSummary, now: Instant): Html {
  if (expectedDisableAt === null) return none('not known');
  const days = daysBetween(now, expectedDisableAt);
  return html`<span class="figure">${days < 0 ? 'due' : daysInWords(days)}</span>
    <span class="sub">${timeOf(expectedDisableAt, now)}</span>
    ${track(expectedDisableAt, now)}`;
}

const soonDays = 7;

/** Whether the job may be switched off within a week. */
export function isSoon({ expectedDisableAt }: JobSummary, now: Instant): boolean {
  return expectedDisableAt !== null && daysBetween(now, expectedDisableAt) < soonDays;
}

function daysInWords(days: number): string {
  if (days === 0) return '< 1 day';
  return `${days} day${days === 1 ? '' : 's'}`;
}

function track(expectedDisableAt: Instant, now: Instant): Html {
  const left = Date.parse(expectedDisableAt) - Date.parse(now);
  const gone = Math.min(100, Math.max(0, Math.round((1 - left / disabledAfterMs) * 100)));
  return html`<svg class="track" width="100%" height="4" aria-hidden="true"><rect class="whole" width="100%" height="4"/><rect class="gone" width="${gone}%" height="4"/></svg>`;
}

/** When Entra tries again, and how often it has. */
export function nextAttempt({ nextAttempt: at, quarantine }: JobSummary, now: Instant): Html {
  const retries = retriesOf(quarantine);
  const tried = retries !== undefined && retries > 0 ? `${counted(retries, 'retry')} so far` : undefined;
  if (at === null)
    return html`${none('not known')}${tried !== undefined && html`<span class="sub">${tried}</span>`}`;
  return html`${figure(until(at, now), timeOf(at, now))}${tried !== undefined && html`<span class="sub">${tried}</span>`}`;
}
