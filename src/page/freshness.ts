import type { Freshness } from '../contract/answers/shared.ts';
import { addMilliseconds, clocksDifferMs, type Instant } from '../core/instant.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { ago, timeOf } from './times.ts';

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
