import { html, raw } from 'hono/html';
import { boundedText } from '../core/bounded-text.ts';

/**
 * HTML by a tagged template. What is put in is escaped, for text and quoted attributes alike, unless it is HTML already;
 * lists are put in one after the other, `undefined` and `false` are left out.
 */
export { html };

/** A piece of HTML. Only a whole page is awaited, none of its pieces. */
export type Html = ReturnType<typeof html>;

/** Text of this repository that is HTML already. Never for what comes from outside. */
export function ownHtml(text: string): Html {
  return raw(text);
}

/** Marks that turn the direction of the text around them, and so make one name look like another. */
const directions = String.raw`\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069`;
const eachDirection = new RegExp(`[${directions}]`, 'g');
const eachUnfit = new RegExp(`[${directions}\\p{Cs}]`, 'gu');

/** Text from outside for attributes and sentences: bounded, without control characters and marks of direction. */
export function shownText(text: string, length = 256): string {
  return boundedText(text, length).replace(eachDirection, '');
}

/** Text from outside as an element of its own, so that its direction moves nothing around it. */
export function foreign(text: string, length = 256): Html {
  return html`<bdi>${shownText(text, length)}</bdi>`;
}

/** A code or an id; it may be broken anywhere. */
export function code(text: string, length = 512): Html {
  return html`<code><bdi>${shownText(text, length)}</bdi></code>`;
}

/** Words in the place of a value that is not there. */
export function none(words: string): Html {
  return html`<span class="none">${words}</span>`;
}

/** JSON escapes control characters already; what turns the direction of text, or is none, is shown by its number. */
export function shownJson(text: string): string {
  return text.replace(eachUnfit, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A figure with what explains it below. */
export function figure(value: Html | string, sub?: Html | string): Html {
  return html`<span class="figure">${value}</span>${sub !== undefined && html`<span class="sub">${sub}</span>`}`;
}

/** A name and what stands for it, in a list of them. */
export function fact(name: Html | string, value: Html | string, kind = ''): Html {
  return html`<div class="${kind}"><dt>${name}</dt><dd>${value}</dd></div>`;
}
