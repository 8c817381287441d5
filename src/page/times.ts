import { ageInWords } from '../core/freshness.ts';
import { dayMs, type Instant } from '../core/instant.ts';
import { type Html, html } from './html.ts';

const short = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const long = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** `3 Nov, 08:00`, in UTC; with the whole date for whoever points at it. Nothing for a date that is none. */
export function timeOf(date: string, words = shortTime(date)): Html {
  const instant = readDate(date);
  if (instant === undefined) return html``;
  return html`<time datetime="${instant.toISOString()}" title="${long.format(instant)} UTC">${words}</time>`;
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
  return instant === undefined ? '' : short.format(instant).replace('Sept', 'Sep');
}

/** `3 Nov`, in UTC. */
export function dayOf(date: string): string {
  const instant = readDate(date);
  return instant === undefined ? '' : day.format(instant).replace('Sept', 'Sep');
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
