import type { TenantSummary } from '../contract/answers/tenants.ts';
import { longestSearch } from '../contract/http/query-values.ts';
import { counted, grouped } from '../core/count-words.ts';
import type { Instant } from '../core/instant.ts';
import { wrongStates } from '../views/job-state.ts';
import type { TenantsOverview } from '../views/tenants.ts';
import { wrongCounts } from './conditions.ts';
import { code, foreign, type Html, html, none, shownText } from './html.ts';
import { liveAt, type PageParts, page } from './layout.ts';
import { tenantLink } from './links.ts';
import { type Mark, mark } from './marks.ts';
import { ago } from './times.ts';
import { stateMark, stateWords } from './wording.ts';

/** The page over all tenants that the reader may see. */
export function tenantsPage(overview: TenantsOverview, nonce: string): Promise<string> {
  const { now, tenants, all, q } = overview;
  const headline = headlineOf(overview);
  return page({
    title: headline,
    nonce,
    // Each refresh reads every tenant: once a minute, however often they are polled.
    live: liveAt(now, undefined),
    icon: iconFor(tenants),
    body: html`<header class="top"><div><h1>${headline}</h1><p class="lead">${leadOf(overview)}</p></div></header>
${tally(tenants)}
<section class="all" aria-labelledby="all-tenants">
  <div class="bar"><h2 id="all-tenants">Tenants <span class="count">${grouped(tenants.length)}</span></h2></div>
  ${all > 1 && searchForm(q)}
  ${tenants.length === 0 ? nothingFound(overview) : table(tenants, now)}
</section>`,
  });
}

function headlineOf({ tenants, all, q }: TenantsOverview): string {
  if (tenants.length === 0) return q === '' || all === 0 ? 'No tenant is open to you' : 'No tenant fits';
  const unwell = tenants.filter(needsAttention).length;
  if (unwell > 0)
    return `${grouped(unwell)} of ${counted(tenants.length, 'tenant')} ${unwell === 1 ? 'needs' : 'need'} attention`;
  return tenants.every(isWell) ? 'Nothing is wrong' : 'Nothing is known to be wrong';
}

function needsAttention({ health, wrong }: TenantSummary): boolean {
  return health.status === 'fail' || (wrong !== null && wrongCounts(wrong).length > 0);
}

function isWell({ health, unknown, stale }: TenantSummary): boolean {
  return health.status === 'pass' && unknown === 0 && !stale;
}

function leadOf({ tenants, all }: TenantsOverview): string {
  if (tenants.length === 0) return 'Microsoft Entra provisioning';
  const jobs = tenants.reduce((sum, tenant) => sum + (tenant.jobs ?? 0), 0);
  const shown = tenants.length === all ? '' : ` of ${counted(all, 'tenant')}`;
  const least = tenants.some((tenant) => tenant.jobs === null) ? 'At least ' : '';
  return `${least}${counted(jobs, 'Microsoft Entra provisioning job')} monitored in ${counted(tenants.length, 'tenant')}${shown}`;
}

/** Red where people are not provisioned, or nobody can say whether they are. */
function iconFor(tenants: readonly TenantSummary[]): PageParts['icon'] {
  const count = tenants.filter(needsAttention).length;
  const isBad = tenants.some(
    ({ health, wrong }) =>
      health.status === 'fail' || (wrong !== null && wrong.quarantined + wrong.halted > 0),
  );
  if (count > 0) return { tone: isBad ? 'wrong' : 'late', count };
  return { tone: tenants.length > 0 && tenants.every(isWell) ? 'well' : 'unknown', count };
}

/** What is wrong in all tenants together, and what is not known. */
function tally(tenants: readonly TenantSummary[]): Html {
  const sumOf = (of: (tenant: TenantSummary) => number | undefined | null) =>
    tenants.reduce((sum, tenant) => sum + (of(tenant) ?? 0), 0);
  const sums = [
    ...wrongStates.map((state) => [state, sumOf(({ wrong }) => wrong?.[state])] as const),
    ['unknown', sumOf(({ unknown }) => unknown)] as const,
  ].filter(([, count]) => count > 0);
  if (sums.length === 0) return html``;
  return html`<ul class="tally" aria-label="Jobs by state">${sums.map(
    ([state, count]) =>
      html`<li>${mark(state)} <span class="figure">${grouped(count)}</span> ${stateWords[state]}</li>`,
  )}</ul>`;
}

function searchForm(q: string): Html {
  return html`<form class="filters" action="tenants" method="get" role="search" aria-label="Tenants">
    <label class="search"><span>Search</span><input type="search" name="q" value="${shownText(q)}" maxlength="${longestSearch}" placeholder="Name or id" autocomplete="off" spellcheck="false"></label>
    <button type="submit">Apply</button>
  </form>`;
}

function nothingFound({ all }: TenantsOverview): Html {
  return all === 0
    ? html`<p class="empty">Which tenants you may see is said by your roles and groups, and none of them opens one. Who runs the connector sets it with <code>TENANT_CALLERS</code>.</p>`
    : html`<p class="empty">No tenant fits. <a href="tenants">Show all tenants</a></p>`;
}

/** The roles keep it a table where a phone lays it out as a list. */
function table(tenants: readonly TenantSummary[], now: Instant): Html {
  const heading = (words: string, kind = '') =>
    html`<th role="columnheader" scope="col" class="${kind}">${words}</th>`;
  return html`<table role="table" class="tenants" aria-label="Tenants">
  <thead role="rowgroup"><tr role="row">${heading('Tenant', 'name')}${heading('What is wrong', 'wrongs')}${heading('Connector')}${heading('Jobs', 'number jobs')}${heading('Checked', 'number checked')}</tr></thead>
  <tbody role="rowgroup">${tenants.map((tenant) => row(tenant, now))}</tbody>
</table>`;
}

function row(tenant: TenantSummary, now: Instant): Html {
  const { tenantId, name, label, isHome, jobs } = tenant;
  return html`<tr role="row">
    <th role="rowheader" scope="row"><a class="job" href="${tenantLink(tenantId)}">${foreign(label)}</a>${isHome && html` <span class="tag">home</span>`}${name !== null && html`<span class="sub">${code(tenantId)}</span>`}</th>
    <td role="cell" class="wrongs">${wrongOf(tenant)}</td>
    <td role="cell" class="health">${healthOf(tenant)}</td>
    <td role="cell" class="number jobs">${jobs === null ? html`<span class="label">Jobs </span>${none('not known')}` : html`${grouped(jobs)}<span class="label"> ${jobs === 1 ? 'job' : 'jobs'}</span>`}</td>
    <td role="cell" class="number checked">${readOf(tenant, now)}</td>
  </tr>`;
}

const healthWords: Readonly<Record<TenantSummary['health']['status'], readonly [Mark, string]>> = {
  fail: ['warning', 'Act'],
  warn: ['warning', 'Note'],
  pass: ['healthy', 'Works'],
};

function healthOf({ health: { status, message } }: TenantSummary): Html {
  const [shape, word] = healthWords[status];
  return html`<span class="word ${status}">${mark(shape)} ${word}</span>${message !== null && html`<span class="sub">${shownText(message, 400)}</span>`}`;
}

/** Nothing is wrong only where that was seen lately, of every job. */
function wrongOf(tenant: TenantSummary): Html {
  const { wrong, unknown, stale } = tenant;
  const counts = [
    ...(wrong === null ? [] : wrongCounts(wrong)),
    ...(unknown === null || unknown === 0 ? [] : [['unknown', unknown] as const]),
  ];
  if (counts.length === 0)
    return none(wrong === null || stale ? 'not known' : isWell(tenant) ? 'nothing' : 'nothing known');
  return html`${counts.map(([state, count]) => stateMark(state, `${grouped(count)} ${stateWords[state].toLowerCase()}`))}`;
}

function readOf({ observedAt, stale, missedTicks }: TenantSummary, now: Instant): Html {
  const missed =
    missedTicks !== null &&
    missedTicks > 0 &&
    html`<span class="sub stale">${counted(missedTicks, 'check')} missed</span>`;
  const label = html`<span class="label">Checked </span>`;
  if (observedAt === null) return html`${label}${none('never')}${missed}`;
  return html`${label}${stale && html`<span class="stale">${mark('stale')} stale, </span>`}${ago(observedAt, now)}${missed}`;
}
