import type { Health, UnreadPrincipalBody } from '../core/health-report.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';
import { shownText } from './shown-text.ts';

type Checks = Health['checks'];

const detailsShown = 3;
const namesShown = 5;

/** What is wrong with the connector itself, first of all what a person has to mend; nothing where all is well. */
export function healthNotices({ checks }: Health): Html {
  const troubles = troublesOf(checks);
  if (troubles.length === 0) return html``;
  return html`<section class="notices" aria-label="State of the connector"><ul>${troubles.map(
    ({ status, message }) =>
      html`<li class="${status}">${mark('warning')}<span><strong>${status === 'fail' ? 'Act:' : 'Note:'}</strong> ${shownText(message, 600)}</span></li>`,
  )}${detailsOf(checks)
    .slice(0, detailsShown)
    .map(
      ({ about, detail }) =>
        html`<li class="detail"><span>${about !== '' && html`<code>${shownText(about, 512)}</code> `}${shownText(detail, 600)}</span></li>`,
    )}</ul></section>`;
}

/** One notice for each cause: what only follows from another one is left out. */
function troublesOf({ coverage, lastRun, discovery, unreadableJobs, unreadPrincipals, ...others }: Checks) {
  const isBlind = coverage.status !== 'pass';
  const seen = isBlind ? [coverage] : [discovery, unreadableJobs, unreadPrincipals];
  const found = [...Object.values(others), ...seen].filter(({ status }) => status !== 'pass');
  const isExplained = isBlind || (lastRun.outcome === 'partial' && found.length > 0);
  const all = isExplained || lastRun.status === 'pass' ? found : [lastRun, ...found];
  return [...all.filter(({ status }) => status === 'fail'), ...all.filter(({ status }) => status === 'warn')];
}

interface Detail {
  readonly about: string;
  readonly detail: string;
}

/** Why: what the last run met, after the applications that could not be read, by their names. */
function detailsOf({ coverage, lastRun, unreadPrincipals }: Checks): readonly Detail[] {
  if (coverage.status !== 'pass' && lastRun.outcome !== null && lastRun.failures.length === 0)
    return [{ about: '', detail: lastRun.message }];
  const { sample } = unreadPrincipals;
  const details = coverage.status === 'pass' ? [...new Set(sample.map(({ detail }) => detail))] : [];
  const unread = details.map((detail) => ({
    about: namesOf(sample.filter((one) => one.detail === detail)),
    detail,
  }));
  return [...unread, ...lastRun.failures.filter(({ detail }) => !details.includes(detail))];
}

function namesOf(principals: readonly UnreadPrincipalBody[]): string {
  const names = principals.map(({ displayName, servicePrincipalId }) => displayName ?? servicePrincipalId);
  const others = names.length > namesShown ? ' and others' : '';
  return `${names.slice(0, namesShown).join(', ')}${others}`;
}
