import type { AppRole } from '../../../src/graph/for-programs.ts';
import { cloudNames } from '../program/cloud-names.ts';
import { graphAppId } from './directory.ts';
import type { GrantOptions } from './options.ts';

/** Grants the roles with Microsoft Graph PowerShell, or takes them back. It looks the ids up by itself. */
export function powerShellCommands(options: GrantOptions, values: readonly AppRole[]): readonly string[] {
  const { tenantId, cloud, action } = options;
  const list = values.map((value) => `'${value}'`).join(', ');
  return [
    `Connect-MgGraph -Environment ${cloudNames[cloud].powerShell} -TenantId ${tenantId} -Scopes AppRoleAssignment.ReadWrite.All, Application.Read.All`,
    `$graph = Get-MgServicePrincipal -Filter "appId eq '${graphAppId}'"`,
    `$roles = $graph.AppRoles | Where-Object { $_.Value -in ${list} -and $_.AllowedMemberTypes -contains 'Application' }`,
    action === 'remove' ? remove(options) : grant(options),
  ];
}

function grant({ principalId }: GrantOptions): string {
  const one = `New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId ${principalId} -PrincipalId ${principalId}`;
  return `foreach ($role in $roles) { ${one} -ResourceId $graph.Id -AppRoleId $role.Id }`;
}

function remove({ principalId }: GrantOptions): string {
  return [
    `Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId ${principalId} -All`,
    'Where-Object { $_.ResourceId -eq $graph.Id -and $_.AppRoleId -in $roles.Id }',
    `ForEach-Object { Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId ${principalId} -AppRoleAssignmentId $_.Id }`,
  ].join(' | ');
}
