import { conditionTypes } from '../contract/events/event-names.ts';
import { wholeOverview } from '../contract/http/query-values.ts';
import { counted, grouped } from '../core/count-words.ts';
import { type Blindness, blindnessOf } from '../views/blindness.ts';
import type { Overview } from '../views/overview.ts';
import { banner } from './banner.ts';
import { wrongCounts } from './conditions.ts';
import { daysChoice, filterForm, pager, tally } from './filters.ts';
import { freshnessLine } from './freshness.ts';
import { foreign, type Html, html, shownText } from './html.ts';
import { jobTable } from './job-table.ts';
import { liveAt, type PageParts, page } from './layout.ts';
import { isFiltered, overviewLink, type TenantPlace } from './links.ts';
import { healthNotices } from './notices.ts';
import { legend } from './timeline.ts';
import { wrongList } from './wrong-list.ts';

/** The status page. @param place where there are several tenants */
export function overviewPage(overview: Overview, nonce: string, place?: TenantPlace): Promise<string> {
  const { now, health } = overview;
  const live = liveAt(now, health.checks.lastRun.startedAt ?? undefined);
  return page({ ...frameOf(overview, place), nonce, live });
}

function frameOf(
  overview: Overview,
  place: TenantPlace | undefined,
): Pick<PageParts, 'title' | 'body' | 'icon'> {
  const { counts, now, health, query } = overview;
  const headline = headlineOf(overview);
  const blindness = blindnessOf(overview);
  return {
    title: place ? `${shownText(place.name)}: ${headline}` : headline,
    icon: iconFor(overview, blindness),
    body: html`${blindness && banner(blindness, overview)}
${place && html`<nav class="crumb" aria-label="Way back"><a href="${place.all}">← All tenants</a></nav>`}
<header class="top">
  <div><h1>${place && html`<span class="whose">${foreign(place.name)}<span class="hidden">: </span></span>`}${headline}</h1><p class="lead">${leadOf(overview)}</p></div>
  ${freshnessLine(overview, now, 'poll')}
</header>
${tally(overview)}
${healthNotices(health, blindness)}
${isFiltered(query) ? '' : wrongList(overview, blindness)}
<section id="jobs" class="all" aria-labelledby="all-jobs">
  ${counts.watched === 0 && !isFiltered(query) ? nothingWatched(overview) : listed(overview, blindness)}
</section>`,
  };
}

function iconFor(overview: Overview, blindness: Blindness | undefined): PageParts['icon'] {
  const wrong = wrongCounts(overview.counts);
  const count = wrong.reduce((sum, [, jobs]) => sum + jobs, 0);
  const isBad = wrong.some(([state]) => state === 'quarantined' || state === 'halted');
  if (count > 0) return { tone: isBad ? 'wrong' : 'late', count };
  const isWell = overview.counts.watched > 0 && !blindness && !overview.stale && isAllKnown(overview);
  return { tone: isWell ? 'well' : 'unknown', count };
}

function listed(overview: Overview, blindness: Blindness | undefined): Html {
  return html`<div class="bar"><h2 id="all-jobs">Jobs <span class="count">${grouped(overview.found)}</span></h2>${daysChoice(overview)}</div>
  ${filterForm(overview)}
  ${
    overview.found === 0
      ? html`<p class="empty">No job fits. <a href="${overviewLink({ ...wholeOverview, days: overview.query.days })}">Show all monitored jobs</a></p>`
      : html`${jobTable(overview, blindness)}${legend(conditionTypes)}${pager(overview)}`
  }`;
}

/** Never calls a tenant well of which something is not known. */
function headlineOf(overview: Overview): string {
  const { counts, observedAt, stale } = overview;
  const wrong = wrongCounts(counts);
  const [only] = wrong;
  if (only) return wrong.length === 1 ? headlines[only[0]](only[1]) : attention(wrong);
  if (counts.watched === 0 && observedAt === null) return 'Nothing has been checked yet';
  if (stale) return 'Not known: not everything was checked lately';
  if (!isAllKnown(overview)) return 'Nothing is known to be wrong';
  return counts.watched === 0 ? 'No jobs are monitored' : 'Nothing is wrong';
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
      : `${counted(watched, 'Microsoft Entra provisioning job')} monitored`;
  return `${jobs}${unread === 0 ? '' : `; ${counted(unread, 'application')} not checked yet`}`;
}

function nothingWatched({ observedAt }: Overview): Html {
  return html`<h2 id="all-jobs">Jobs</h2><p class="empty">${
    observedAt === null
      ? 'Jobs appear here as soon as the first check has read them. “Check now” runs one.'
      : html`No provisioning job was found. Check <code>WATCH</code>, <code>WATCH_FILTER</code> and the app roles of the identity.`
  }</p>`;
}
