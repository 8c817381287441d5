import type { JobSummary } from '../contract/answers/job.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import type { Overview } from '../views/overview.ts';
import { countdown, isSoon } from './countdown.ts';
import { foreign, type Html, html, none } from './html.ts';
import { jobLink, overviewLink } from './links.ts';
import { mark } from './marks.ts';
import { jobNotes } from './notices.ts';
import { reasonLines } from './reasons.ts';
import { age, timeOf, until } from './times.ts';

/** The jobs that are in quarantine now, with what an admin needs to act. */
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
      <div><dt>Quarantined for</dt><dd>${job.began === null ? none('not known') : html`<span class="figure">${age(job.began, now)}</span> <span class="sub">since ${timeOf(job.began)}</span>`}</dd></div>
      <div><dt>Next attempt</dt><dd>${job.nextAttempt === null ? none('not known') : html`<span class="figure">${until(job.nextAttempt, now)}</span> <span class="sub">${timeOf(job.nextAttempt)}</span>`}</dd></div>
      <div class="${isSoon(job, now) ? 'soon' : ''}"><dt>Switched off in (estimate)</dt><dd>${countdown(job, now)}</dd></div>
    </dl>
  </article>`;
}
