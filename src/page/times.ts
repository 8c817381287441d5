import { ageInWords } from '../core/duration-words.ts';
import { dayMs, type Instant } from '../core/instant.ts';
import { type Html, html, shownText } from './html.ts';

/** What a time says, so that the script can say it in the time of the reader, and keep it true: see browser.js. */
type TimeForm = 'at' | 'whole' | 'ago' | 'age' | 'until';

/** `3 Nov, 08:00 UTC`, with the year where it is not that of `now`; nothing for a text that is no date. */
export function timeOf(date: string, now: Instant): Html {
  return element(date, 'at', shortTime(date, now));
}

/** `3 Nov 2026, 08:00 UTC`. */
export function wholeTimeOf(date: string): Html {
  return element(date, 'whole', shortTime(date));
}

/** `2 minutes ago`, as an element that holds the date. */
export function ago(date: string, now: Instant): Html {
  return element(date, 'ago', `${ageInWords(date, now)} ago`);
}

/** `9 days`, as an element that holds the date. */
export function age(date: string, now: Instant): Html {
  return element(date, 'age', ageInWords(date, now));
}

/** `in 5 hours`, or `due 12 minutes ago`. */
export function until(date: string, now: Instant): Html {
  const instant = readDate(date);
  if (instant === undefined) return html``;
  const due = instant.toISOString();
  const words = due >= now ? `in ${ageInWords(now, due)}` : `due ${ageInWords(due, now)} ago`;
  return element(date, 'until', words);
}

function element(date: string, form: TimeForm, words: string): Html {
  const instant = readDate(date);
  if (instant === undefined) return html``;
  const { day, month, year, time } = partsOf(instant);
  return html`<time datetime="${instant.toISOString()}" data-form="${form}" title="${day} ${month} ${year}, ${time} UTC">${words}</time>`;
}

/** Times as advice writes them within its sentences. */
const inSentence = /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/;

/** A sentence from outside; a time in it becomes one that the script knows. */
export function withTimes(text: string, length: number, now: Instant): Html {
  // Split by a pattern of two groups: words, day, time, words, ...
  const parts = shownText(text, length).split(inSentence);
  return html`${parts.map((part, index) => {
    if (index % 3 === 0) return part;
    return index % 3 === 1 && timeOf(`${part}T${parts[index + 1] ?? ''}:00.000Z`, now);
  })}`;
}

/** `3 Nov, 08:00 UTC`. @param now its year is left out; every year is given without it */
export function shortTime(date: string, now?: Instant): string {
  const instant = readDate(date);
  if (instant === undefined) return '';
  const { day, month, year, time } = partsOf(instant);
  return `${day} ${month}${year === now?.slice(0, 4) ? '' : ` ${year}`}, ${time.slice(0, 5)} UTC`;
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
