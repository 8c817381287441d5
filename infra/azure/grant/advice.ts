import type { AppRole } from '../../../src/graph/explain.ts';
import { grantCommands, removeCommand } from './azure-cli-commands.ts';
import type { Principal } from './directory.ts';
import type { GrantOptions } from './options.ts';
import { ownCommand, signInCommands } from './own-command.ts';
import type { GraphRoles, Plan } from './plan.ts';
import { powerShellCommands } from './powershell-commands.ts';
import { purposes, wantedRoles } from './wanted-roles.ts';

/** What was found out before it went no further. */
export interface Findings {
  who?: string;
  principal?: Principal;
  graph?: GraphRoles;
  plan?: Plan;
}

/** A text to send to an administrator who knows nothing of the connector. It needs nothing but itself. */
export function adviceFor(options: GrantOptions, findings: Findings): string {
  const { action, principalId, tenantId, cloud, watch } = options;
  const { principal } = findings;
  const removes = action === 'remove';
  const values = openRoles(options, findings.plan);
  const name = principal ? ` "${principal.displayName}" (${principal.type})` : '';
  const scope = watch.kind === 'tenant' ? 'the whole tenant' : 'a list of applications';
  return [
    `--- to an administrator of tenant ${tenantId} ---`,
    '',
    'An Azure Functions app of ours, the provisioning quarantine connector, watches the provisioning jobs of Microsoft Entra',
    `(here: of ${scope}) and tells when one is quarantined. ${
      removes
        ? 'It is given up, or watches less: please take these app roles of'
        : 'It reads only. Please grant these app roles of'
    }`,
    `Microsoft Graph (application permissions) ${removes ? 'from' : 'to'} its managed identity:`,
    '',
    ...values.map((value) => `  ${value.padEnd(26)}${purposes[value]}`),
    '',
    `  identity  service principal${name}, object id ${principalId}`,
    `  tenant    ${tenantId}, cloud ${cloud}`,
    '',
    'This takes the role Privileged Role Administrator (or Global Administrator); Owner of the subscription is not enough. If',
    'you hold it by Privileged Identity Management, activate it and then sign in anew. One of these ways is enough:',
    '',
    '1. In the folder of the connector (Node 20 or later); what is granted already is left as it is:',
    '',
    ...indented(signInCommands(options)),
    '     npm ci',
    `     ${ownCommand(options, removes ? '--remove' : undefined)}`,
    '',
    ...azureCliWay(options, values, findings),
    `${removes && !findings.plan ? 2 : 3}. With Microsoft Graph PowerShell:`,
    '',
    ...indented(powerShellCommands(options, values)),
    '',
    `To see what is granted: ${ownCommand(options, '--check')}`,
    '--- end ---',
  ].join('\n');
}

/** What is still to do, as far as it is known. */
function openRoles({ action, watch }: GrantOptions, plan: Plan | undefined): readonly AppRole[] {
  if (!plan) return wantedRoles(watch);
  return (action === 'remove' ? plan.held : plan.missing).map(({ value }) => value);
}

function azureCliWay(
  options: GrantOptions,
  values: readonly AppRole[],
  { graph, plan }: Findings,
): readonly string[] {
  const removes = options.action === 'remove';
  const commands = removes
    ? (plan?.held.map(({ assignmentId }) => removeCommand(options, assignmentId)) ?? [])
    : grantCommands(options, values, graph);
  if (commands.length === 0) return [];
  return [
    '2. With the Azure CLI, in a shell like bash (also that of Azure Cloud Shell):',
    '',
    ...indented([...signInCommands(options), ...commands]),
    '',
  ];
}

const indented = (lines: readonly string[]) => lines.map((line) => `     ${line}`);
