import type { Health } from '../core/health-report.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { shownText } from './shown-text.ts';

/** What is wrong with the connector itself, first of all what a person has to mend; nothing where all is well. */
export function healthNotices({ checks }: Health): Html {
  const all = Object.values(checks);
  const troubles = [
    ...all.filter(({ status }) => status === 'fail'),
    ...all.filter(({ status }) => status === 'warn'),
  ];
  if (troubles.length === 0) return html``;
  return html`<section class="notices" aria-label="State of the connector"><ul>${troubles.map(
    ({ status, message }) =>
      html`<li class="${status}">${mark('warning')}<span><strong>${status === 'fail' ? 'Act:' : 'Note:'}</strong> ${shownText(message, 600)}</span></li>`,
  )}${checks.lastRun.failures
    .slice(0, 3)
    .map(
      ({ about, detail }) =>
        html`<li class="detail"><span>${about !== '' && html`<code>${shownText(about)}</code> `}${shownText(detail, 600)}</span></li>`,
    )}</ul></section>`;
}
