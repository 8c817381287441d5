import type { JobSummary } from '../contract/answers/job.ts';
import type { OverviewJob } from '../views/overview.ts';
import { foreign, type Html, html, shownText } from './html.ts';

const shownLength = 8;

/** Tells jobs of one name apart: the end of the job's id, in which Entra's ids differ, with the whole id as its title. */
export function jobIdTag({ jobId }: Pick<JobSummary, 'jobId'>): Html {
  const whole = shownText(jobId, 512);
  const end = [...whole].slice(-shownLength).join('');
  const short = end === whole ? whole : `…${end}`;
  return html`<span class="tag" title="Job ID ${whole}"><bdi>${short}</bdi></span>`;
}

/** What tells a job of a list from others of its name; nothing where none has it. */
export function tellingApart({ job, hasNamesake, domain }: OverviewJob): Html {
  if (!hasNamesake) return html``;
  return html` ${domain !== undefined && html`<span class="domain">${foreign(domain, 128)}</span> `}${jobIdTag(job)}`;
}
