import type { JobSummary } from '../contract/answers/job.ts';
import { nameOf } from '../views/arrange-jobs.ts';
import { foreign, type Html, html } from './html.ts';
import { safeLink } from './links.ts';

type Linked = Pick<JobSummary, 'kind' | 'portalUrl' | 'applicationUrl'>;

/** Where most of what advice asks for is done. No link is known to the pages of cloud sync and of cross-tenant synchronization. */
function portalOf({ kind, portalUrl, applicationUrl }: Linked) {
  const hasOwnPage = kind === 'cloudSync' || kind === 'crossTenant';
  return hasOwnPage
    ? { words: 'Open the application in Entra', href: safeLink(applicationUrl) }
    : { words: 'Open provisioning in Entra', href: safeLink(portalUrl) };
}

/** The first thing to press for a job, beside the portal's page. @param words shorter ones where many stand in a list */
export function portalButton(job: JobSummary, kind: 'button' | 'button first' | 'plain' = 'button'): Html {
  const { words, href } = portalOf(job);
  if (href === undefined) return html``;
  const shown = kind === 'plain' ? 'Open in Entra' : words;
  return html`<a class="${kind}" href="${href}" target="_blank" rel="noopener noreferrer">${shown}<span class="hidden">: ${foreign(nameOf(job))} (a new tab)</span> <span aria-hidden="true">↗</span></a>`;
}
