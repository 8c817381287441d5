import { ageInWords } from '../core/duration-words.ts';
import { dayMs, type Instant } from '../core/instant.ts';
import { type Html, html } from './html.ts';

/** `3 Nov, 08:00`, in UTC, with the whole date as its title; nothing for a text that is no date. */
export function timeOf(date: string, words = shortTime(date)): Html {
  const instant = readDate(date);
  if (instant === undefined) return html``;
  const { day, month, year, time } = partsOf(instant);
  return html`<time datetime="${instant.toISOString()}" title="${day} ${month} ${year}, ${time} UTC">${words}</time>`;
}

/** `2 minutes ago`, as an element that holds the date. */
export function ago(date: string, now: Instant): Html {
  return timeOf(date, `${ageInWords(date, now)} ago`);
}

/** `9 days`, as an element that holds the date. */
export function age(date: string, now: Instant): Html {
  return timeOf(date, ageInWords(date, now));
}

/** `in 5 hours`, or `due 12 minutes ago`. */
export function until(date: string, now: Instant): Html {
  const instant = readDate(date);
  if (instant === undefined) return html``;
  const due = instant.toISOString();
  return timeOf(date, due >= now ? `in ${ageInWords(now, due)}` : `due ${ageInWords(due, now)} ago`);
}

/** `3 Nov, 08:00`, in UTC. */
export function shortTime(date: string): string {
  const instant = readDate(date);
  if (instant === undefined) return '';
  const { day, month, time } = partsOf(instant);
  return `${day} ${month}, ${time.slice(0, 5)}`;
}

/** `3 Nov`, in UTC. */
export function dayOf(date: string): string {
  const instant = readDate(date);
  if (instant === undefined) return '';
  const { day, month } = partsOf(instant);
  return `${day} ${month}`;
}

/** Not by Intl, whose first date takes a new process longer than the whole page. */
function partsOf(instant: Date): { day: number; month: string; year: string; time: string } {
  const [, day, month = '', year = '', time = ''] = instant.toUTCString().split(' ');
  return { day: Number(day), month, year, time };
}

/** Undefined for a text that is no date. */
export function readDate(date: string): Date | undefined {
  const instant = new Date(date);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Whole days from one instant to a later one, rounded down; below zero where it is earlier. */
export function daysBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / dayMs);
}
