import type { Freshness } from '../contract/answers/shared.ts';
import { addMilliseconds, clocksDifferMs, type Instant } from '../core/instant.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { ago } from './times.ts';

/**
 * How old what is shown is, by a word and a shape, never by colour alone; and a button that has it read anew.
 *
 * @param poll address of the route that polls, seen from the page
 */
export function freshnessLine(freshness: Freshness, now: Instant, poll: string): Html {
  return html`<div class="read">${ageOf(freshness, now)}<button type="button" class="small" data-polls="${poll}" hidden>Check now</button></div>`;
}

function ageOf({ observedAt, stale }: Freshness, now: Instant): Html {
  if (observedAt === null) {
    return html`<p class="freshness stale">${mark('stale')}<span>Not checked yet</span></p>`;
  }
  return stale
    ? html`<p class="freshness stale">${mark('stale')}<span><strong>Stale:</strong> checked ${readAgo(observedAt, now)}</span></p>`
    : html`<p class="freshness">${mark('fresh')}<span>Checked ${ago(observedAt, now)}</span></p>`;
}

/** The same for one job of a list: nothing where it is as fresh as all. */
export function freshnessIfOther(
  { observedAt, stale }: Freshness,
  { now, observedAt: usual, stale: isUsual }: Freshness & { readonly now: Instant },
): Html {
  if (observedAt === null || (observedAt === usual && stale === isUsual)) return html``;
  return html`<span class="sub${stale ? ' stale' : ''}">${stale && html`${mark('stale')} stale, `}checked ${readAgo(observedAt, now)}</span>`;
}

function readAgo(observedAt: Instant, now: Instant): Html {
  const isAhead = observedAt > addMilliseconds(now, clocksDifferMs);
  return isAhead ? html`by a clock that was ahead` : ago(observedAt, now);
}
