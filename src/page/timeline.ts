import type { ShownEpisode } from '../contract/answers/history.ts';
import type { ConditionType } from '../contract/events/event-names.ts';
import { counted } from '../core/count-words.ts';
import { ageInWords } from '../core/duration-words.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { byCondition, conditionMark, conditionShape, conditionWord } from './conditions.ts';
import { type Html, html } from './html.ts';
import { dayOf, readDate, shortTime } from './times.ts';

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

/** Where a lane draws the episodes of one condition, and how thick: in pixels. */
interface Row {
  readonly condition: string;
  readonly episodes: readonly ShownEpisode[];
  readonly y: number;
  readonly thickness: number;
}

const laneHeight = 40;

/**
 * A job's episodes: thin bars for those that ended, a thick one to the right edge for what is open, a hollow one for what was not published.
 * Each condition that there was in the time shown has a row of its own, with its shape in front.
 */
export function lane(episodes: readonly ShownEpisode[], window: Window): Html {
  const conditions = byCondition(episodes.filter((episode) => barOf(episode, window) !== undefined));
  const step = laneHeight / (conditions.length + 1);
  const rows = conditions.map(([condition, own], index): Row => {
    const y = Math.round(step * (index + 1));
    return { condition, episodes: own, y, thickness: conditions.length === 1 ? 12 : 7 };
  });
  return drawing(rows, window, laneHeight);
}

/** The episodes of one condition, for a page that writes its word in front. */
export function conditionLane(
  condition: ConditionType,
  episodes: readonly ShownEpisode[],
  window: Window,
): Html {
  const height = 28;
  const row = { condition, episodes, y: height / 2, thickness: 12 };
  return drawing([row], window, height, false);
}

/** What the bars mean. @param conditions those whose shapes stand in front of the bars without a word */
export function legend(conditions: readonly ConditionType[] = []): Html {
  const bars = [
    ['open', 12, 'still open'],
    ['past', 6, 'over'],
    ['past hollow', 6, 'not published'],
  ] as const;
  return html`<p class="legend">${bars.map(
    ([kind, height, words]) =>
      html`<span><svg width="18" height="14" aria-hidden="true"><rect class="${kind}" x="0.5" y="${7 - height / 2}" width="17" height="${height}"/></svg> ${words}</span>`,
  )}${conditions.map((condition) => conditionMark(condition, false))}<span>Days begin at midnight UTC</span></p>`;
}

function drawing(rows: readonly Row[], window: Window, height: number, isMarked = true): Html {
  const lines = rows.length === 0 ? [height / 2] : rows.map(({ y }) => y);
  return html`<svg class="lane" width="100%" height="${height}" role="img" aria-label="${inWords(rows, window)}"><use href="#day-grid" class="grid"/>${lines.map(
    (y) => html`<line class="base" x1="0" x2="100%" y1="${y}" y2="${y}"/>`,
  )}${rows.map((row) => [isMarked && shapeOf(row), ...row.episodes.map((episode) => barIn(row, episode, window))])}</svg>`;
}

function shapeOf({ condition, episodes, y }: Row): Html {
  const name = conditionShape(condition);
  const holds = episodes.some(({ open }) => open);
  return html`<use href="#mark-${name}" class="mark ${holds ? name : 'past'}" x="-17" y="${y - 5}" width="10" height="10"/>`;
}

function barIn({ condition, y, thickness }: Row, episode: ShownEpisode, window: Window): Html | false {
  const bar = barOf(episode, window);
  if (bar === undefined) return false;
  const height = episode.open ? thickness : Math.round(thickness / 2);
  const kind = `${episode.open ? `open ${conditionShape(condition)}` : 'past'}${episode.published ? '' : ' hollow'}`;
  return html`<rect class="${kind}" x="${bar.x}%" width="${bar.width}%" y="${y - height / 2}" height="${height}"><title>${titleOf(episode, window.to)}</title></rect>`;
}

function barOf({ began, clearedBefore }: ShownEpisode, window: Window) {
  const start = readDate(began)?.getTime();
  const end = clearedBefore === null ? Date.parse(window.to) : readDate(clearedBefore)?.getTime();
  if (start === undefined || end === undefined || end < Date.parse(window.from)) return undefined;
  const x = Math.min(99.8, Math.max(0, position(start, window)));
  const width = Math.max(0.2, Math.min(100, position(end, window)) - x);
  return { x: rounded(x), width: rounded(width) };
}

const mostInWords = 6;

function inWords(rows: readonly Row[], window: Window): string {
  const episodes = rows.flatMap((row) => row.episodes).filter((episode) => barOf(episode, window));
  const span = `the last ${window.days} days`;
  if (episodes.length === 0) return `Nothing was recorded in ${span}`;
  const titles = episodes.slice(-mostInWords).map((episode) => titleOf(episode, window.to));
  const more = episodes.length > titles.length ? [`and ${episodes.length - titles.length} earlier`] : [];
  return `${counted(episodes.length, 'episode')} in ${span}: ${[...titles, ...more].join('; ')}`;
}

function titleOf({ condition, began, clearedBefore, published }: ShownEpisode, now: Instant): string {
  const time =
    clearedBefore === null
      ? `since ${shortTime(began, now)} (${ageInWords(began, now)})`
      : `${shortTime(began, now)} to ${shortTime(clearedBefore, now)} (${ageInWords(began, clearedBefore)})`;
  return `${conditionWord(condition)} ${time}${published ? '' : ', not published'}`;
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
