import type { JobDetail } from '../contract/answers/job.ts';
import { conditionTypes } from '../contract/events/event-names.ts';
import { intervalInWords } from '../core/duration-words.ts';
import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { type JobHistory, recentDays } from '../views/job-history.ts';
import { conditionSection } from './condition-section.ts';
import { conditionMark, jobState, seenConditions } from './conditions.ts';
import { episodeTable } from './episode-table.ts';
import { freshnessLine } from './freshness.ts';
import { code, fact, figure, foreign, type Html, html, none, shownJson, shownText } from './html.ts';
import { page } from './layout.ts';
import { safeLink } from './links.ts';
import { jobNotes } from './notices.ts';
import { axis, conditionLane, gridShape, legend, windowOf } from './timeline.ts';
import { ago, timeOf } from './times.ts';

const largestShown = 200_000;

/** The page of one job. */
export function jobPage(history: JobHistory, nonce: string): Promise<string> {
  const { job, now } = history;
  return page({
    title: shownText(nameOf(job)),
    nonce,
    refreshes: true,
    body: html`<nav class="crumb" aria-label="Way back"><a href="../../status">← All jobs</a></nav>
<header class="top">
  <div><h1>${foreign(nameOf(job))}</h1><p class="lead states">${jobState(job)}</p></div>
  ${freshnessLine(job, now)}
</header>
${unreadableDetail(job)}
${jobNotes(job, now)}
<dl class="facts">${facts(job, now)}</dl>
${seenConditions(job).map((condition) => conditionSection(condition, history))}
<section class="part" aria-labelledby="timeline"><h2 id="timeline">The last ${recentDays} days</h2>${lanes(history)}</section>
<section class="part" aria-labelledby="history"><h2 id="history">History</h2>${episodeTable(history)}</section>
<section class="part" aria-labelledby="names"><h2 id="names">Where to find it</h2>${names(job)}
  <p class="ways">${links(job)}</p>
</section>
<section class="part" aria-labelledby="snapshot"><h2 id="snapshot">As Graph gave it</h2>${snapshot(job)}</section>`,
  });
}

function facts(
  { lastRunEndedAt, interval, statusCode, scheduleState, changedAt }: JobDetail,
  now: Instant,
): Html {
  return html`${fact('Last run', lastRunEndedAt === null ? none('none ended yet') : figure(ago(lastRunEndedAt, now), timeOf(lastRunEndedAt)))}
    ${fact('Runs every', interval === null ? none('not known') : every(interval))}
    ${fact('Status in Entra', figure(statusCode === null ? 'none yet' : foreign(statusCode, 64), scheduleState === null ? undefined : html`schedule ${foreign(scheduleState, 64)}`))}
    ${fact('Last change', figure(ago(changedAt, now), timeOf(changedAt)))}`;
}

function every(interval: string): Html {
  const words = intervalInWords(interval);
  return words === undefined ? none('no schedule') : figure(words);
}

function unreadableDetail({ unreadable }: JobDetail): Html {
  if (unreadable === null) return html``;
  return html`<div class="notices"><p>${shownText(unreadable.detail, 600)}</p></div>`;
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

function names({ jobId, servicePrincipalId, appId, templateId, kind }: JobDetail): Html {
  const all = [
    ['Job', jobId],
    ['Service principal', servicePrincipalId],
    ['Application', appId],
    ['Template', templateId],
    ['Kind', kind],
  ] as const;
  return html`<dl class="ids">${all.map(([name, id]) => id !== null && html`<dt>${name}</dt><dd>${code(id)}</dd>`)}</dl>`;
}

function links({ key, portalUrl, applicationUrl, job }: JobDetail): Html {
  const own = encodeURIComponent(key);
  const status = isJsonObject(job?.status) ? job.status : {};
  const outside = [
    ['Provisioning in the Microsoft Entra admin center', portalUrl],
    ['The application there', applicationUrl],
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
