import { type AppRole, clouds } from '../../../src/graph/for-programs.ts';
import { graphAppId } from './directory.ts';
import type { GrantOptions } from './options.ts';
import type { GraphRoles } from './plan.ts';

/**
 * Grants the roles, in a shell like bash. Ids that are not known are looked up by the commands themselves.
 */
export function grantCommands(
  options: GrantOptions,
  values: readonly AppRole[],
  graph: GraphRoles | undefined,
): readonly string[] {
  const assign = (resourceId: string, appRoleId: string) =>
    [
      rest('POST', options, assignmentsOf(options)),
      '--headers Content-Type=application/json',
      `--body "{\\"principalId\\":\\"${options.principalId}\\",\\"resourceId\\":\\"${resourceId}\\",\\"appRoleId\\":\\"${appRoleId}\\"}"`,
    ].join(' ');
  if (graph) {
    const ids = values.flatMap((value) => graph.roleIds.get(value) ?? []);
    return ids.map((id) => assign(graph.resourceId, id));
  }
  const look = (query: string) =>
    `$(${rest('GET', options, `servicePrincipals(appId='${graphAppId}')`)} --output tsv --query "${query}")`;
  return [
    `graph=${look('id')}`,
    ...values.flatMap((value) => [
      `role=${look(`appRoles[?value=='${value}'].id | [0]`)}`,
      assign('$graph', '$role'),
    ]),
  ];
}

/** Takes one assignment back, in any shell. */
export function removeCommand(options: GrantOptions, assignmentId: string): string {
  return rest('DELETE', options, `${assignmentsOf(options)}/${assignmentId}`);
}

function rest(method: 'GET' | 'POST' | 'DELETE', { cloud }: GrantOptions, path: string): string {
  const root = clouds[cloud].graphRoot;
  // The resource is named because the Azure CLI knows one Graph a cloud, and DoD's is another one.
  return `az rest --method ${method} --resource ${root} --url "${root}/v1.0/${path}"`;
}

const assignmentsOf = ({ principalId }: GrantOptions) =>
  `servicePrincipals/${principalId}/appRoleAssignments`;
