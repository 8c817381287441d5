import type { JobKind } from '../job-kind.ts';
import type { AdviceWhere } from './cause.ts';
import type { AdviceLink } from './row.ts';

const learn = (title: string, path: string): AdviceLink => ({
  title: `${title} (Microsoft Learn)`,
  url: `https://learn.microsoft.com${path}`,
});

const appProvisioning = '/entra/identity/app-provisioning';
const cloudSync = '/entra/identity/hybrid/cloud-sync';

/** Microsoft's pages that the rows lean on. */
export const pages = {
  quarantine: learn('Quarantine', `${appProvisioning}/application-provisioning-quarantine-status`),
  deletions: learn('Accidental deletions', `${appProvisioning}/accidental-deletions`),
  howItWorks: learn('How provisioning works', `${appProvisioning}/how-provisioning-works`),
  duration: learn(
    'How long provisioning takes',
    `${appProvisioning}/application-provisioning-when-will-provisioning-finish-specific-user`,
  ),
  apiInbound: learn(
    'API-driven provisioning, troubleshooting',
    `${appProvisioning}/inbound-provisioning-api-issues`,
  ),
  successFactors: learn(
    'Sign-in method of SuccessFactors',
    `${appProvisioning}/configure-workload-identity-sap-successfactors-provisioning`,
  ),
  logs: learn('Provisioning logs', '/entra/identity/monitoring-health/concept-provisioning-logs'),
  auditLog: learn(
    'Activities of the audit log',
    '/entra/identity/monitoring-health/reference-audit-activities',
  ),
  agent: learn('Provisioning agent, troubleshooting', `${cloudSync}/how-to-troubleshoot`),
  agentErrors: learn('Error codes of cloud sync', `${cloudSync}/reference-error-codes`),
  start: learn('Start a job', '/graph/api/synchronization-synchronizationjob-start'),
  pause: learn('Pause a job', '/graph/api/synchronization-synchronizationjob-pause'),
  restart: learn('Restart a job', '/graph/api/synchronization-synchronizationjob-restart'),
  restartScopes: learn(
    'What a restart resets',
    '/graph/api/resources/synchronization-synchronizationjobrestartcriteria',
  ),
  status: learn('States of a job', '/graph/api/resources/synchronization-synchronizationstatus'),
  serviceHealth: learn('Service health', '/microsoft-365/enterprise/view-service-health'),
} as const satisfies Record<string, AdviceLink>;

/** The way to a job's provisioning in the admin center, in the portal's own words. */
export function wayTo(kind: JobKind): string {
  if (kind === 'cloudSync') return 'Hybrid management > Cloud sync > the configuration';
  if (kind === 'crossTenant') {
    return 'External Identities > Cross-tenant synchronization > Configurations > the configuration';
  }
  return 'Enterprise apps > the application > Provisioning';
}

export const agentIsActive = 'Hybrid management > Cloud sync > Agents: wait until the agent is active.';

/** What to look at where a provisioning agent may be the cause. */
export const agentChecks: readonly string[] = [
  'On the server of the agent: the service "Microsoft Entra Provisioning Agent" runs, ports 443 and 80 are open outwards, and nothing inspects its TLS.',
  agentIsActive,
];

/** How to start or restart a job: the portal's button, and who may. */
export function toStart(kind: JobKind): string {
  const button =
    kind === 'cloudSync' ? 'a right-click on its status, "Clear quarantine"' : '"Start provisioning"';
  return `${button} under ${wayTo(kind)}, or the command below; needs ${roleFor(kind)}`;
}

export function toRestart(kind: JobKind): string {
  const button =
    kind === 'cloudSync' ? 'a right-click on its status, "Restart sync"' : '"Restart provisioning"';
  return `${button} under ${wayTo(kind)}, or the command below; needs ${roleFor(kind)}`;
}

function roleFor(kind: JobKind): string {
  return kind === 'cloudSync' ? 'Hybrid Identity Administrator' : 'Cloud Application Administrator';
}

/**
 * The admin center. Its link is of the application and not of one job; cloud sync and cross-tenant synchronization have pages of their own
 * that no link is known of, so the way there stands in words.
 */
export function portalLinks(
  kind: JobKind,
  { portalUrl, applicationUrl }: AdviceWhere,
): readonly AdviceLink[] {
  const hasOwnPage = kind === 'cloudSync' || kind === 'crossTenant';
  const title = 'The application in the Microsoft Entra admin center';
  const named = hasOwnPage ? `${title}; the job itself is found under ${wayTo(kind)}` : title;
  return [{ title: named, url: hasOwnPage ? applicationUrl : portalUrl }];
}
