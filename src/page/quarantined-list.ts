import type { JobSummary } from '../contract/answers/job.ts';
import { isJsonObject } from '../core/json.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import type { Overview } from '../views/overview.ts';
import { countdown, isSoon } from './countdown.ts';
import { code, foreign, type Html, html, shownText } from './html.ts';
import { jobLink, overviewLink } from './links.ts';
import { mark } from './marks.ts';
import { jobNotes } from './notices.ts';
import { age, timeOf, until } from './times.ts';
import { reasonInWords } from './wording.ts';

/** What is in quarantine now, with what an admin needs to act. */
export function quarantinedList(overview: Overview): Html {
  const { quarantined, counts, query } = overview;
  if (quarantined.length === 0) return html``;
  const rest = counts.quarantined - quarantined.length;
  return html`<section class="urgent" aria-labelledby="in-quarantine">
  <div class="columns"><h2 id="in-quarantine">In quarantine now</h2><span aria-hidden="true">Quarantined for</span><span aria-hidden="true">Next attempt</span><span aria-hidden="true">Switched off in (estimate)</span></div>
  <ul>${quarantined.map(({ job }) => html`<li>${entry(job, overview)}</li>`)}</ul>
  ${
    rest > 0 &&
    html`<p class="more"><a href="${overviewLink({ ...query, state: 'quarantined', q: '', sort: 'disable', page: 1 })}">All ${counts.quarantined} quarantined jobs</a></p>`
  }
</section>`;
}

function entry(job: JobSummary, { now, stale }: Overview): Html {
  return html`<article class="entry">
    <div class="what">
      <h3>${mark('quarantined')}<a href="${jobLink(job)}">${foreign(nameOf(job))}</a></h3>
      ${reasonLines(job)}
      ${jobNotes(job, now, stale)}
    </div>
    <dl>
      <div><dt>Quarantined for</dt><dd>${job.began === null ? html`<span class="none">not known</span>` : html`<span class="figure">${age(job.began, now)}</span> <span class="sub">since ${timeOf(job.began)}</span>`}</dd></div>
      <div><dt>Next attempt</dt><dd>${job.nextAttempt === null ? html`<span class="none">not known</span>` : html`<span class="figure">${until(job.nextAttempt, now)}</span> <span class="sub">${timeOf(job.nextAttempt)}</span>`}</dd></div>
      <div class="${isSoon(job, now) ? 'soon' : ''}"><dt>Switched off in (estimate)</dt><dd>${countdown(job, now)}</dd></div>
    </dl>
  </article>`;
}

/** Why, in words and by its codes, and the error's text. */
export function reasonLines({ reason, errorCode, deleteThreshold, quarantine }: JobSummary): Html {
  const words = reasonInWords(reason);
  const codes = [reason, errorCode].filter((one): one is string => one !== null);
  const message = messageOf(quarantine);
  const threshold =
    reason === 'TooManyDeletes' && deleteThreshold !== null
      ? ` (threshold ${shownText(deleteThreshold, 20)})`
      : '';
  return html`<p class="reason">${words ?? unknownReason(reason)}${threshold}</p>
  ${codes.length > 0 && html`<p class="codes">${codes.map((one) => code(one, 256))}</p>`}
  ${message !== '' && html`<blockquote>${foreign(message, 600)}</blockquote>`}`;
}

function unknownReason(reason: string | null): string {
  return reason === null ? 'Entra gives no reason' : 'A reason that is not documented';
}

function messageOf(quarantine: JobSummary['quarantine']): string {
  const error = quarantine?.error;
  return isJsonObject(error) && typeof error.message === 'string' ? error.message.trim() : '';
}
