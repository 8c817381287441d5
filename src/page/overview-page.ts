import { wholeOverview } from '../contract/http/query-values.ts';
import type { Overview } from '../views/overview.ts';
import { daysChoice, filterForm, pager } from './filters.ts';
import { freshnessLine } from './freshness.ts';
import { type Html, html } from './html.ts';
import { jobTable } from './job-table.ts';
import { type PageParts, page } from './layout.ts';
import { overviewLink } from './links.ts';
import { healthNotices } from './notices.ts';
import { quarantinedList } from './quarantined-list.ts';
import { counted, grouped } from './wording.ts';

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
${healthNotices(health)}
${quarantinedList(overview)}
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
      : html`${jobTable(overview)}${legend()}${pager(overview)}`
  }`;
}

function legend(): Html {
  return html`<p class="legend"><span><svg width="18" height="12" aria-hidden="true"><rect class="open" y="0" width="18" height="12"/></svg> in quarantine now</span><span><svg width="18" height="12" aria-hidden="true"><rect class="past" y="3" width="18" height="6"/></svg> earlier quarantine</span><span>Times are UTC</span></p>`;
}

/** Never calls a tenant well of which something is not known. */
function headlineOf(overview: Overview): string {
  const { counts, observedAt, stale } = overview;
  const { quarantined, watched } = counts;
  if (quarantined > 0)
    return `${counted(quarantined, 'job')} ${quarantined === 1 ? 'is' : 'are'} in quarantine`;
  if (watched === 0 && observedAt === null) return 'Nothing has been read yet';
  if (stale) return 'Not known: not everything was read lately';
  if (!isAllKnown(overview)) return 'No job is known to be in quarantine';
  return watched === 0 ? 'No jobs are watched' : 'No job is in quarantine';
}

function isAllKnown({ counts, health: { checks } }: Overview): boolean {
  const needed = [checks.coverage, checks.discovery, checks.unreadPrincipals, checks.damagedRows];
  return counts.unknown === 0 && needed.every(({ status }) => status === 'pass');
}

function leadOf({ counts: { watched, unknown, unread } }: Overview): string {
  const jobs =
    watched === 0
      ? 'Microsoft Entra provisioning'
      : `${counted(watched, 'Microsoft Entra provisioning job')} watched`;
  const aside = unknown === 0 ? '' : `, ${grouped(unknown)} not known`;
  return `${jobs}${aside}${unread === 0 ? '' : `; ${counted(unread, 'application')} not read yet`}`;
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
