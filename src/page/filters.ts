import {
  type OverviewQuery,
  type Sort,
  shownStates,
  sorts,
  timelineDays,
  usualStates,
} from '../contract/http/query-values.ts';
import { counted, grouped } from '../core/count-words.ts';
import type { Overview } from '../views/overview.ts';
import { type Html, html, shownText } from './html.ts';
import { csvLink, overviewLink } from './links.ts';
import { mark } from './marks.ts';
import { stateWords } from './wording.ts';

const stateLabels: Readonly<Record<OverviewQuery['state'], string>> = {
  ...stateWords,
  watched: 'All monitored',
  unreadable: 'Cannot be checked',
};
const sortLabels: Readonly<Record<Sort, string>> = {
  name: 'Name',
  state: 'State',
  since: 'Wrong for longest',
  disable: 'Switched off first',
  run: 'Ran longest ago',
  read: 'Checked longest ago',
};

/** How many jobs there are of each state, and the way to them: the worst first, and none that there are none of. */
export function tally({ counts, query }: Overview): Html {
  const states = usualStates.filter((state) => counts[state] > 0);
  if (states.length === 0) return html``;
  return html`<ul class="tally" aria-label="Jobs by state">${states.map(
    (state) =>
      html`<li><a href="${overviewLink({ ...query, state, q: '', page: 1 })}">${mark(state)}<span class="figure">${grouped(counts[state])}</span> ${stateWords[state]}</a></li>`,
  )}</ul>`;
}

/** Which jobs to list and in which order: a plain form, which the server answers. */
export function filterForm({ query, counts }: Overview): Html {
  const numbers: Readonly<Record<string, number>> = counts;
  const labelOf = (state: OverviewQuery['state']) => {
    const number = numbers[state];
    return number === undefined ? stateLabels[state] : `${stateLabels[state]} (${grouped(number)})`;
  };
  return html`<form class="filters" action="status#jobs" method="get" role="search" aria-label="Jobs">
    <label class="search"><span>Search</span><input type="search" name="q" value="${shownText(query.q)}" maxlength="200" placeholder="Name, id, reason or error" autocomplete="off" spellcheck="false"></label>
    <label><span>Show</span><select name="state">${shownStates.map((one) => option(one, labelOf(one), query.state))}</select></label>
    <label><span>Order</span><select name="sort">${sorts.map((one) => option(one, sortLabels[one], query.sort))}</select></label>
    <input type="hidden" name="days" value="${query.days}">
    <button type="submit">Apply</button>
    <a class="csv" href="${csvLink(query)}">As CSV</a>
  </form>`;
}

/** How far back the lanes go. */
export function daysChoice({ query }: Overview): Html {
  return html`<nav class="days" aria-label="Length of the timeline">${timelineDays.map((days) =>
    days === query.days
      ? html`<a href="${overviewLink({ ...query, days })}" aria-current="true">${days} days</a>`
      : html`<a href="${overviewLink({ ...query, days })}">${days} days</a>`,
  )}</nav>`;
}

/** Which page this is, and the ways to the others. */
export function pager({ query, pages, found }: Overview): Html {
  if (pages === 1) return html``;
  const to = (page: number, words: string, rel: string) =>
    page < 1 || page > pages
      ? html`<span class="off" aria-hidden="true">${words}</span>`
      : html`<a href="${overviewLink({ ...query, page })}" rel="${rel}">${words}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    ${to(query.page - 1, '← Previous', 'prev')}<span>Page ${query.page} of ${pages}, ${counted(found, 'job')}</span>${to(query.page + 1, 'Next →', 'next')}
  </nav>`;
}

function option(value: string, label: string, chosen: string): Html {
  return html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`;
}
