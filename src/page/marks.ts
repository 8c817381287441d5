import { type Html, html, ownHtml } from './html.ts';

export type Mark =
  | 'quarantined'
  | 'halted'
  | 'overdue'
  | 'failing'
  | 'unknown'
  | 'notStarted'
  | 'starting'
  | 'healthy'
  | 'removed'
  | 'unwatched'
  | 'warning'
  | 'fresh'
  | 'stale';

/** Each state has a shape of its own, so that nothing is said by colour alone. What is wrong is filled, all else an outline. */
const shapes: Readonly<Record<Mark, string>> = {
  quarantined: '<path d="M7 0.8 13.2 7 7 13.2 0.8 7Z"/>',
  halted: '<path d="M2 2H12V12H2Z"/>',
  overdue: '<path d="M2 1.2H12L7.8 7 12 12.8H2L6.2 7Z"/>',
  failing: '<circle cx="7" cy="7" r="6"/><path d="M4.6 4.6 9.4 9.4M9.4 4.6 4.6 9.4" class="cut"/>',
  unknown:
    '<circle cx="7" cy="7" r="4.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2 2"/>',
  notStarted: '<path d="M3.4 2.4 11.4 7 3.4 11.6Z" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  starting:
    '<circle cx="7" cy="7" r="4.8" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 2.2A4.8 4.8 0 0 1 11.8 7H7Z"/>',
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
