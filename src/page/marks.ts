import { type Html, html, ownHtml } from './html.ts';

export type Mark =
  | 'quarantined'
  | 'unknown'
  | 'healthy'
  | 'removed'
  | 'unwatched'
  | 'warning'
  | 'fresh'
  | 'stale';

/** Each state has a shape of its own, so that nothing is said by colour alone. */
const shapes: Readonly<Record<Mark, string>> = {
  quarantined: '<path d="M7 0.8 13.2 7 7 13.2 0.8 7Z"/>',
  unknown:
    '<circle cx="7" cy="7" r="4.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2 2"/>',
  healthy: '<circle cx="7" cy="7" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  removed: '<path d="M3 3 11 11M11 3 3 11" stroke="currentColor" stroke-width="1.6"/>',
  unwatched: '<path d="M2.5 7H11.5" stroke="currentColor" stroke-width="1.6"/>',
  warning: '<path d="M7 1.2 13.4 12.6H0.6Z"/><path d="M7 5.2V8.6M7 10V11.4" class="cut"/>',
  fresh: '<circle cx="7" cy="7" r="4"/>',
  stale:
    '<circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 3.8V7.2L9.4 8.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
};

/** The shapes that `mark` refers to: once a page. */
export function markShapes(): Html {
  const symbols = Object.entries(shapes).map(
    ([name, shape]) => `<symbol id="mark-${name}" viewBox="0 0 14 14">${shape}</symbol>`,
  );
  return html`<svg class="symbols" width="0" height="0" aria-hidden="true">${ownHtml(symbols.join(''))}</svg>`;
}

/** The shape alone: a word always stands beside it. */
export function mark(name: Mark): Html {
  return html`<svg class="mark ${name}" width="14" height="14" aria-hidden="true"><use href="#mark-${name}"/></svg>`;
}
