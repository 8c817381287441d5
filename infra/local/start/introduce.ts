import type { Cloud } from '../cloud.ts';
import type { FunctionsHost } from '../functions-host/start-functions-host.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Where the page is, of the jobs or of all tenants: the first thing that is printed, and alone. */
export function pageAddress(
  { url, functionKey }: Pick<FunctionsHost, 'url' | 'functionKey'>,
  page: 'status' | 'tenants',
): string {
  return `\n  ${url}/api/${page}?code=${encodeURIComponent(functionKey)}\n`;
}

/** What a person can ask from another terminal. */
export function askingByCurl(app: FunctionsHost, cloud: Cloud, { applications }: Scenario): string {
  const [application] = applications;
  const path = application ? `/${application.principal.id}/${application.jobs[0]?.id}` : '';
  const tenantIds = cloud.signIn ? cloud.tenants.map(({ tenantId }) => tenantId) : [];
  const ofTenants = tenantIds.length > 0 ? `\n  curl -H "$KEY" ${app.url}/api/tenants` : '';
  const ofAnother = tenantIds[1] ? `\n  curl -H "$KEY" ${app.url}/api/tenants/${tenantIds[1]}/jobs` : '';
  const ask = (what: string, options = '') => `  curl ${options}-H "$KEY" "$JOBS${what}"`;
  return `From another terminal:

  KEY='x-functions-key: ${app.functionKey}'
  JOBS=${app.url}/api/jobs
  JOB=${path}

${ask('?state=quarantined,halted,overdue,failing')}
${ask('$JOB', '-i ')}
${ask('$JOB/transitions')}
${ask('$JOB/episodes')}
  curl -H "$KEY" ${app.url}/api/health${ofTenants}${ofAnother}
  curl -X POST -H "$KEY" ${app.url}/api/poll

'npm run subscriber' runs the subscriber to copy, which reads its events.
Microsoft Graph is at ${cloud.graph.endpoint}
Service Bus is at ${cloud.bus.endpoint}
Table Storage is at ${cloud.tables.url}`;
}
