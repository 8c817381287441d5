import { conditionTypes } from '../contract/events/event-names.ts';
import { wholeOverview } from '../contract/http/query-values.ts';
import type { Overview } from '../views/overview.ts';
import { wrongCounts } from './conditions.ts';
import { daysChoice, filterForm, pager, tally } from './filters.ts';
import { freshnessLine } from './freshness.ts';
import { type Html, html } from './html.ts';
import { jobTable } from './job-table.ts';
import { type PageParts, page } from './layout.ts';
import { overviewLink } from './links.ts';
import { healthNotices } from './notices.ts';
import { legend } from './timeline.ts';
import { counted, grouped } from './wording.ts';
import { wrongList } from './wrong-list.ts';

/** The status page. */
export function overviewPage(overview: Overview, nonce: string): Promise<string> {
  return page({ ...frameOf(overview), nonce, refreshes: true });
}

function frameOf(overview: Overview): Pick<PageParts, 'title' | 'body'> {
  const { counts, now, health } = overview;
  const headline = headlineOf(overview);
  return {
    title: headline,
    body: html`<header class="top">
  <div><h1>${headline}</h1><p class="lead">${leadOf(overview)}</p></div>
  ${freshnessLine(overview, now)}
</header>
${tally(overview)}
${healthNotices(health)}
${wrongList(overview)}
<section id="jobs" class="all" aria-labelledby="all-jobs">
  ${counts.watched === 0 && isUsual(overview) ? nothingWatched(overview) : listed(overview)}
</section>`,
  };
}

function listed(overview: Overview): Html {
  return html`<div class="bar"><h2 id="all-jobs">Jobs <span class="count">${grouped(overview.found)}</span></h2>${daysChoice(overview)}</div>
  ${filterForm(overview)}
  ${
    overview.found === 0
      ? html`<p class="empty">No job fits. <a href="${overviewLink({ ...wholeOverview, days: overview.query.days })}">Show all watched jobs</a></p>`
      : html`${jobTable(overview)}${legend(conditionTypes)}${pager(overview)}`
  }`;
}

/** Never calls a tenant well of which something is not known. */
function headlineOf(overview: Overview): string {
  const { counts, observedAt, stale } = overview;
  const wrong = wrongCounts(counts);
  const [only] = wrong;
  if (only) return wrong.length === 1 ? headlines[only[0]](only[1]) : attention(wrong);
  if (counts.watched === 0 && observedAt === null) return 'Nothing has been read yet';
  if (stale) return 'Not known: not everything was read lately';
  if (!isAllKnown(overview)) return 'Nothing is known to be wrong';
  return counts.watched === 0 ? 'No jobs are watched' : 'Nothing is wrong';
}

type WrongCounts = ReturnType<typeof wrongCounts>;

/** Where all that is wrong is of one kind, it is named. */
const headlines: Readonly<Record<WrongCounts[number][0], (count: number) => string>> = {
  quarantined: (count) => `${jobsAre(count)} in quarantine`,
  halted: (count) => `${jobsAre(count)} stopped`,
  overdue: (count) => `${jobsAre(count)} overdue`,
  failing: (count) => `Objects fail in ${counted(count, 'job')}`,
};

function jobsAre(count: number): string {
  return `${counted(count, 'job')} ${count === 1 ? 'is' : 'are'}`;
}

function attention(wrong: WrongCounts): string {
  return `${grouped(wrong.reduce((sum, [, count]) => sum + count, 0))} jobs need attention`;
}

function isAllKnown({ counts, health: { checks } }: Overview): boolean {
  const needed = [checks.coverage, checks.discovery, checks.unreadPrincipals, checks.damagedRows];
  return counts.unknown === 0 && needed.every(({ status }) => status === 'pass');
}

function leadOf({ counts: { watched, unread } }: Overview): string {
  const jobs =
    watched === 0
      ? 'Microsoft Entra provisioning'
      : `${counted(watched, 'Microsoft Entra provisioning job')} watched`;
  return `${jobs}${unread === 0 ? '' : `; ${counted(unread, 'application')} not read yet`}`;
}

function isUsual({ query }: Overview): boolean {
  return query.q === '' && query.state === wholeOverview.state;
}

function nothingWatched({ observedAt }: Overview): Html {
  return html`<h2 id="all-jobs">Jobs</h2><p class="empty">${
    observedAt === null
      ? 'Jobs appear here as soon as the first poll has read them.'
      : html`No provisioning job was found. Check <code>WATCH</code>, <code>WATCH_FILTER</code> and the app roles of the identity.`
  }</p>`;
}
