import type { JobSummary } from '../contract/answers/job.ts';
import { disabledAfterMs } from '../core/conditions/expiry.ts';
import type { Instant } from '../core/instant.ts';
import { type Html, html, none } from './html.ts';
import { daysBetween, timeOf } from './times.ts';

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
