import type { Cloud } from '../cloud.ts';
import type { FunctionsHost } from '../functions-host/start-functions-host.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What a person can do from another terminal. */
export function introduce(app: FunctionsHost, cloud: Cloud, { applications }: Scenario): string {
  const [application] = applications;
  const path = application ? `/${application.principal.id}/${application.jobs[0]?.id}` : '';
  const key = `-H 'x-functions-key: ${app.functionKey}'`;
  return `
The connector runs as it would in Azure. Its status page, with the key of this run:

  ${app.url}/api/status?code=${encodeURIComponent(app.functionKey)}

Or ask it, from another terminal:

  curl ${key} '${app.url}/api/jobs?state=quarantined,halted,overdue,failing'
  curl -i ${key} '${app.url}/api/jobs${path}'
  curl ${key} '${app.url}/api/jobs${path}/transitions'
  curl ${key} '${app.url}/api/jobs${path}/episodes'
  curl ${key} '${app.url}/api/health'
  curl -X POST ${key} '${app.url}/api/poll'

The subscriber to copy reads its events with npm run subscriber, from another terminal.
Microsoft Graph is at ${cloud.graph.endpoint}, Service Bus at ${cloud.bus.endpoint}, Table Storage at ${cloud.tables.url}.
${app.inspectorUrl === undefined ? '' : `A debugger can attach to the connector at ${app.inspectorUrl}\n`}Ctrl-C stops everything.
`;
}
