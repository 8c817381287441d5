import type { JobDetail } from '../contract/answers/job.ts';
import { conditionTypes } from '../contract/events/event-names.ts';
import type { JobKind } from '../contract/events/job-kinds.ts';
import { isJsonObject } from '../core/json.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { type JobHistory, recentDays } from '../views/job-history.ts';
import { type RunFacts, runFactsOf } from '../views/run-facts.ts';
import { copyButton } from './advice.ts';
import { unreadableBanner } from './banner.ts';
import { conditionSection } from './condition-section.ts';
import { conditionMark, jobState, seenConditions } from './conditions.ts';
import { episodeTable } from './episode-table.ts';
import { freshnessLine } from './freshness.ts';
import { code, foreign, type Html, html, shownJson, shownText } from './html.ts';
import { jobIdTag } from './job-id.ts';
import { liveAt, type PageParts, page } from './layout.ts';
import { safeLink, type TenantPlace } from './links.ts';
import { jobNotes } from './notices.ts';
import { portalButton } from './portal.ts';
import { keyFacts, runFigures } from './run-figures.ts';
import { axis, conditionLane, gridShape, legend, windowOf } from './timeline.ts';
import { stateWords } from './wording.ts';

const largestShown = 200_000;

/** The page of one job. @param place where there are several tenants */
export function jobPage(history: JobHistory, nonce: string, place?: TenantPlace): Promise<string> {
  const { job, now, lastRunAt } = history;
  const facts = runFactsOf(job.job);
  return page({
    title: `${shownText(nameOf(job))}: ${stateWords[job.state]}`,
    nonce,
    live: liveAt(now, lastRunAt),
    icon: iconFor(job),
    body: html`${unreadableBanner(job, now)}
<nav class="crumb" aria-label="Way back"><a href="../../status">← All jobs${place && html` of ${foreign(place.name)}`}</a>${place && html`<a href="${place.all}">All tenants</a>`}</nav>
<header class="top">
  <div><h1>${foreign(nameOf(job))}</h1><p class="which">${whichOf(job, facts)}</p><p class="lead states">${jobState(job)}</p></div>
  ${freshnessLine(job, now, '../../poll')}
</header>
${jobNotes(job, now, true)}
<p class="ways">${portalButton(job, 'button first')}</p>
<dl class="facts">${keyFacts(job, facts, now)}</dl>
${seenConditions(job).map((condition) => conditionSection(condition, history))}
<section class="part" aria-labelledby="run"><h2 id="run">The last run</h2>${runFigures(job, facts, now)}</section>
<section class="part" aria-labelledby="timeline"><h2 id="timeline">The last ${recentDays} days</h2>${lanes(history)}</section>
<section class="part" aria-labelledby="history"><h2 id="history">History</h2>${episodeTable(history)}</section>
<section class="part" aria-labelledby="names"><h2 id="names">IDs and links</h2>${names(job)}
  <p class="ways">${links(job)}</p>
</section>
<section class="part" aria-labelledby="snapshot"><h2 id="snapshot">Raw data</h2>${snapshot(job)}</section>`,
  });
}

function iconFor(job: JobDetail): PageParts['icon'] {
  if (job.state === 'quarantined' || job.state === 'halted') return { tone: 'wrong', count: 0 };
  if (seenConditions(job).length > 0) return { tone: 'late', count: 0 };
  return { tone: job.state === 'healthy' ? 'well' : 'unknown', count: 0 };
}

/** Which of the jobs of its application it is. */
function whichOf(job: JobDetail, { domain }: RunFacts): Html {
  const { templateId } = job;
  return html`${templateId !== null && code(templateId, 128)} ${domain !== undefined && foreign(domain, 128)} ${jobIdTag(job)}`;
}

/** A lane for each condition in which the job ever was. */
function lanes({ job, recent, records, now }: JobHistory): Html {
  const window = windowOf(recentDays, now);
  const open = new Set<string>(seenConditions(job).map(({ type }) => type));
  const past = new Set(recent.map(({ condition }) => condition));
  const shown = conditionTypes.filter(
    (type) => open.has(type) || past.has(type) || records[type].episode !== undefined,
  );
  if (shown.length === 0) return html`<p class="empty">No condition was ever seen.</p>`;
  return html`<div class="lanes">${gridShape(window)}<div class="head">${axis(window)}</div>${shown.map(
    (type) =>
      html`<div class="which">${conditionMark(type, open.has(type))}</div><div class="drawn">${conditionLane(
        type,
        recent.filter(({ condition }) => condition === type),
        window,
      )}</div>`,
  )}</div>${legend()}`;
}

/** By the names that the portal has for them. */
function names({ jobId, servicePrincipalId, appId, templateId, kind }: JobDetail): Html {
  const all = [
    ['Job ID', jobId],
    ['Object ID', servicePrincipalId],
    ['Application ID', appId],
    ['Template ID', templateId],
  ] as const;
  return html`<dl class="ids">${all.map(
    ([name, id], index) =>
      id !== null &&
      html`<dt>${name}</dt><dd><span class="id" id="id-${index}">${code(id)}</span>${copyButton(`id-${index}`, name)}</dd>`,
  )}<dt>Kind</dt><dd>${kindWords[kind]}</dd></dl>`;
}

const kindWords: Readonly<Record<JobKind, string>> = {
  outbound: 'From Entra into an application',
  hrInbound: 'From an HR system',
  apiInbound: 'API-driven, into Entra',
  cloudSync: 'Cloud sync with Active Directory',
  crossTenant: 'Cross-tenant synchronization',
  onPremises: 'Into an application on premises',
  other: 'Not known',
};

function links({ key, portalUrl, applicationUrl, job }: JobDetail): Html {
  const own = encodeURIComponent(key);
  const status = isJsonObject(job?.status) ? job.status : {};
  const outside = [
    ['Provisioning in the Microsoft Entra admin center', portalUrl],
    ['The application in the admin center', applicationUrl],
    ['Entra’s troubleshooting page', status.troubleshootingUrl],
  ] as const;
  return html`${outside.map(([words, url]) => {
    const href = safeLink(url);
    return href !== undefined && html`<a href="${href}" rel="noreferrer">${words}</a>`;
  })}<a href="${own}?$format=json">This job as JSON</a><a href="${own}/episodes">Its episodes as JSON</a><a href="${own}/transitions">Its events as JSON</a>`;
}

function snapshot({ job, bodyOmitted }: JobDetail): Html {
  if (bodyOmitted || job === null) return html`<p class="empty">The answer was too large to be stored.</p>`;
  const text = JSON.stringify(job, undefined, 2);
  const cut = text.length > largestShown;
  return html`<details><summary>Show the whole job</summary><pre tabindex="0" aria-label="The job as JSON">${shownJson(text.slice(0, largestShown))}${cut && '\n…'}</pre></details>`;
}
