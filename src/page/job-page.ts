import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobDetail } from '../contract/answers/job.ts';
import { portalUrl } from '../core/application.ts';
import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { ageInWords } from '../views/freshness.ts';
import { type JobHistory, recentDays } from '../views/job-history.ts';
import { countdown, isSoon } from './countdown.ts';
import { freshnessLine } from './freshness.ts';
import { code, foreign, type Html, html, none, shownJson, shownText } from './html.ts';
import { page } from './layout.ts';
import { safeLink } from './links.ts';
import { mark } from './marks.ts';
import { jobNotes } from './notices.ts';
import { reasonLine, reasonLines } from './reasons.ts';
import { axis, gridShape, lane, windowOf } from './timeline.ts';
import { ago, timeOf, until } from './times.ts';
import { endInWords, stateWords } from './wording.ts';

const largestShown = 200_000;

/** The page of one job. @param portalRoot of the Microsoft Entra admin center, without a slash at the end */
export function jobPage(history: JobHistory, portalRoot: string, nonce: string): Promise<string> {
  const { job, now } = history;
  const window = windowOf(recentDays, now);
  return page({
    title: shownText(nameOf(job)),
    nonce,
    refreshes: true,
    body: html`<nav class="crumb" aria-label="Way back"><a href="../../status">← All jobs</a></nav>
<header class="top ${job.state}">
  <div><h1>${foreign(nameOf(job))}</h1><p class="lead"><span class="word">${mark(job.state)} ${stateWords[job.state]}</span></p></div>
  ${freshnessLine(job, now)}
</header>
${job.state === 'quarantined' && html`<div class="why">${reasonLines(job)}</div>`}
${unreadableDetail(job)}
${jobNotes(job, now)}
<dl class="facts">${facts(job, now)}</dl>
<section class="part" aria-labelledby="timeline"><h2 id="timeline">The last ${recentDays} days</h2>
  <div class="wide">${gridShape(window)}${axis(window)}${lane(history.recent, window)}</div>
</section>
<section class="part" aria-labelledby="history"><h2 id="history">Quarantines</h2>${episodeTable(history)}<p class="legend"><span>Times are UTC</span></p></section>
<section class="part" aria-labelledby="names"><h2 id="names">Where to find it</h2>${names(job)}
  <p class="ways">${links(job, portalRoot)}</p>
</section>
<section class="part" aria-labelledby="snapshot"><h2 id="snapshot">As Graph gave it</h2>${snapshot(job)}</section>`,
  });
}

function facts(job: JobDetail, now: Instant): Html {
  return html`${
    job.state === 'quarantined' &&
    html`${fact('In quarantine since', job.began === null ? 'not known' : html`<span class="figure">${ago(job.began, now)}</span><span class="sub">${timeOf(job.began)}</span>`)}
    ${fact('Next attempt', job.nextAttempt === null ? none('not known') : html`<span class="figure">${until(job.nextAttempt, now)}</span><span class="sub">${timeOf(job.nextAttempt)}</span>`)}
    ${fact('Switched off in (estimate)', countdown(job, now), isSoon(job, now) ? 'soon' : '')}`
  }
    ${fact('Status in Entra', html`<span class="figure">${job.statusCode === null ? 'none yet' : foreign(job.statusCode, 64)}</span>${job.scheduleState !== null && html`<span class="sub">schedule ${foreign(job.scheduleState, 64)}</span>`}`)}
    ${fact('Last change', html`<span class="figure">${ago(job.changedAt, now)}</span><span class="sub">${timeOf(job.changedAt)}</span>`)}`;
}

function fact(name: string, value: Html | string, kind = ''): Html {
  return html`<div class="${kind}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

function unreadableDetail({ unreadable }: JobDetail): Html {
  if (unreadable === null) return html``;
  return html`<div class="notices"><p>${shownText(unreadable.detail, 600)}</p></div>`;
}

function names({ jobId, servicePrincipalId, appId, templateId }: JobDetail): Html {
  const all = [
    ['Job', jobId],
    ['Service principal', servicePrincipalId],
    ['Application', appId],
    ['Template', templateId],
  ] as const;
  return html`<dl class="ids">${all.map(([name, id]) => id !== null && html`<dt>${name}</dt><dd>${code(id)}</dd>`)}</dl>`;
}

function links({ key, servicePrincipalId, appId, job }: JobDetail, portalRoot: string): Html {
  const own = encodeURIComponent(key);
  const status = isJsonObject(job?.status) ? job.status : {};
  const troubleshooting = safeLink(status.troubleshootingUrl);
  return html`<a href="${portalUrl(servicePrincipalId, appId ?? '', portalRoot)}" rel="noreferrer">Microsoft Entra admin center</a>${
    troubleshooting !== undefined &&
    html`<a href="${troubleshooting}" rel="noreferrer">Entra’s troubleshooting page</a>`
  }<a href="${own}?$format=json">This job as JSON</a><a href="${own}/episodes">Its quarantines as JSON</a><a href="${own}/transitions">Its events as JSON</a>`;
}

function snapshot({ job, bodyOmitted }: JobDetail): Html {
  if (bodyOmitted || job === null) return html`<p class="empty">The answer was too large to be stored.</p>`;
  const text = JSON.stringify(job, undefined, 2);
  const cut = text.length > largestShown;
  return html`<details><summary>Show the whole job</summary><pre tabindex="0" aria-label="The job as JSON">${shownJson(text.slice(0, largestShown))}${cut && '\n…'}</pre></details>`;
}

/** One page of a job's stays in quarantine, newest first. */
function episodeTable({ episodes, next, job, now }: JobHistory): Html {
  if (episodes.length === 0) return html`<p class="empty">None is known.</p>`;
  return html`<table role="table" class="episodes" aria-label="Quarantines">
  <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Began</th><th role="columnheader" scope="col" class="number">Lasted</th><th role="columnheader" scope="col">Ended</th><th role="columnheader" scope="col">Reasons</th></tr></thead>
  <tbody role="rowgroup">${episodes.map((episode) => row(episode, now))}</tbody></table>
  ${next !== undefined && html`<p class="more"><a href="${encodeURIComponent(job.key)}?${new URLSearchParams({ $skiptoken: next }).toString()}#history">Earlier quarantines</a></p>`}`;
}

function row(episode: ShownEpisode, now: Instant): Html {
  const { began, clearedBefore, cause, reasons } = episode;
  return html`<tr role="row">
    <th role="rowheader" scope="row">${timeOf(began)}</th>
    <td role="cell" class="number">${ageInWords(began, clearedBefore ?? now)}</td>
    <td role="cell">${endInWords(cause)}${clearedBefore !== null && html` <span class="sub">${timeOf(clearedBefore)}</span>`}</td>
    <td role="cell" class="reasons">${reasons.length === 0 ? none('none given') : html`<ul>${reasons.map(reasonLine)}</ul>`}</td>
  </tr>`;
}
