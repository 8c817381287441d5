import type { ShownEpisode } from '../contract/answers/history.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { ageInWords } from '../views/freshness.ts';
import { type Html, html } from './html.ts';
import { dayOf, readDate, shortTime } from './times.ts';
import { counted } from './wording.ts';

/** The time that every lane of a page shows. */
export interface Window {
  readonly days: number;
  readonly from: Instant;
  readonly to: Instant;
}

export function windowOf(days: number, now: Instant): Window {
  return { days, from: addMilliseconds(now, -days * dayMs), to: now };
}

/** Lines at the midnights (UTC), or at the Mondays where days would stand too close: once a page, every lane refers to it. */
export function gridShape(window: Window): Html {
  const lines = midnights(window).map((midnight) => {
    const x = percent(midnight, window);
    return html`<line x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
  return html`<svg class="symbols" width="0" height="0" aria-hidden="true"><g id="day-grid">${lines}</g></svg>`;
}

/** The dates above the lanes. */
export function axis(window: Window): Html {
  const all = midnights(window);
  const step = Math.max(1, Math.ceil(all.length / 5));
  const labelled = all.filter((midnight, index) => {
    const x = position(midnight, window);
    return index % step === 0 && x > 2 && x < 82;
  });
  return html`<svg class="axis" width="100%" height="16" aria-hidden="true">${labelled.map(
    (midnight) =>
      html`<text x="${percent(midnight, window)}" y="12">${dayOf(new Date(midnight).toISOString())}</text>`,
  )}<text class="now" x="100%" y="12">now</text></svg>`;
}

/** One job's episodes: thin bars for those that ended, a thick one to the right edge for the one that is open. */
export function lane(episodes: readonly ShownEpisode[], window: Window): Html {
  const shown = episodes.flatMap((episode) => {
    const bar = barOf(episode, window);
    return bar === undefined ? [] : [{ episode, bar }];
  });
  const words = inWords(
    shown.map(({ episode }) => episode),
    window,
  );
  return html`<svg class="lane" width="100%" height="40" role="img" aria-label="${words}"><use href="#day-grid" class="grid"/><line class="base" x1="0" x2="100%" y1="20" y2="20"/>${shown.map(
    ({ bar, episode }) =>
      html`<rect class="${episode.open ? 'open' : 'past'}" x="${bar.x}%" width="${bar.width}%" y="${
        episode.open ? 14 : 17
      }" height="${episode.open ? 12 : 6}"><title>${titleOf(episode, window.to)}</title></rect>`,
  )}</svg>`;
}

function barOf({ began, clearedBefore }: ShownEpisode, window: Window) {
  const start = readDate(began)?.getTime();
  const end = clearedBefore === null ? Date.parse(window.to) : readDate(clearedBefore)?.getTime();
  if (start === undefined || end === undefined || end < Date.parse(window.from)) return undefined;
  const x = Math.min(99.8, Math.max(0, position(start, window)));
  const width = Math.max(0.2, Math.min(100, position(end, window)) - x);
  return { x: rounded(x), width: rounded(width) };
}

function inWords(episodes: readonly ShownEpisode[], { days, to }: Window): string {
  if (episodes.length === 0) return `No quarantine in the last ${days} days`;
  const titles = episodes.slice(-6).map((episode) => titleOf(episode, to));
  const more = episodes.length > titles.length ? [`and ${episodes.length - titles.length} earlier`] : [];
  return `${counted(episodes.length, 'quarantine')} in the last ${days} days: ${[...titles, ...more].join('; ')}`;
}

function titleOf({ began, clearedBefore }: ShownEpisode, now: Instant): string {
  if (clearedBefore === null) return `since ${shortTime(began)} (${ageInWords(began, now)})`;
  return `${shortTime(began)} to ${shortTime(clearedBefore)} (${ageInWords(began, clearedBefore)})`;
}

function midnights({ days, from, to }: Window): number[] {
  const first = Math.ceil(Date.parse(from) / dayMs) * dayMs;
  const count = Math.floor((Date.parse(to) - first) / dayMs) + 1;
  const all = Array.from({ length: count }, (_, index) => first + index * dayMs);
  return days > 30 ? all.filter((midnight) => new Date(midnight).getUTCDay() === 1) : all;
}

function position(instant: number, { from, to }: Window): number {
  const start = Date.parse(from);
  return ((instant - start) / (Date.parse(to) - start)) * 100;
}

function percent(instant: number, window: Window): string {
  return `${rounded(position(instant, window))}%`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
