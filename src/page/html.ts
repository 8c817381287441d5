import { html, raw } from 'hono/html';

/**
 * HTML by a tagged template. What is put in is escaped, for text and quoted attributes alike, unless it is HTML already;
 * lists are put in one after the other, `undefined` and `false` are left out.
 */
export { html };

/** A piece of HTML; whatever holds one awaits nothing: only a whole page is awaited. */
export type Html = ReturnType<typeof html>;

/** Text of this repository's own that is HTML already. Never for what comes from outside. */
export function ownHtml(text: string): Html {
  return raw(text);
}
