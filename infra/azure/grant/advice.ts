import type { AppRole } from '../../../src/graph/for-programs.ts';
import { signInCommands } from '../program/sign-in-commands.ts';
import { grantCommands, removeCommand } from './azure-cli-commands.ts';
import type { Principal } from './directory.ts';
import type { GrantOptions } from './options.ts';
import { ownCommand } from './own-command.ts';
import type { GraphRoles, Plan } from './plan.ts';
import { powerShellCommands } from './powershell-commands.ts';
import { purposes, wantedRoles } from './wanted-roles.ts';

/** The facts that were known before it stopped. */
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
  const values = openRoles(options, findings.plan);
  const name = principal ? ` "${principal.displayName}" (${principal.type})` : '';
  return [
    `--- to an administrator of tenant ${tenantId} ---`,
    '',
    'An Azure Functions app of ours, the provisioning quarantine connector, watches the provisioning jobs of Microsoft Entra',
    `(${watch.kind === 'tenant' ? 'of the whole tenant' : 'of some applications'}) and reports when one is quarantined. ${
      action === 'remove'
        ? 'It no longer needs what it held. Please take away these app'
        : 'It reads, and changes nothing. Please grant these app'
    }`,
    `roles of Microsoft Graph (application permissions) ${action === 'remove' ? 'of' : 'to'} its managed identity:`,
    '',
    ...values.map((value) => `  ${value.padEnd(26)}${purposes[value]}`),
    '',
    `  identity  service principal${name}, object id ${principalId}`,
    `  tenant    ${tenantId}, cloud ${cloud}`,
    '',
    'This takes the role Privileged Role Administrator (or Global Administrator); Owner of the subscription is not enough. If',
    'you hold it by Privileged Identity Management, activate it and then sign in again. One of these ways is enough:',
    ...waysOf(options, values, findings).flatMap(({ title, commands }, index) => [
      '',
      `${index + 1}. ${title}:`,
      '',
      ...commands.map((command) => `     ${command}`),
    ]),
    '',
    `To see what is granted: ${ownCommand(options, '--check')}`,
    '--- end ---',
  ].join('\n');
}

/** The assignments still to make, as far as they are known. */
function openRoles({ action, watch }: GrantOptions, plan: Plan | undefined): readonly AppRole[] {
  if (!plan) return wantedRoles(watch);
  return (action === 'remove' ? plan.held : plan.missing).map(({ value }) => value);
}

interface Way {
  readonly title: string;
  readonly commands: readonly string[];
}

function waysOf(
  options: GrantOptions,
  values: readonly AppRole[],
  { graph, plan }: Findings,
): readonly Way[] {
  const signIn = signInCommands(options);
  const removes = options.action === 'remove';
  // What to delete is known by its id alone, which only a look at the tenant shows.
  const rest = removes
    ? plan?.held.map(({ assignmentId }) => removeCommand(options, assignmentId))
    : grantCommands(options, values, graph);
  return [
    {
      title: 'In the folder of the connector, with Node 20.12 or later',
      commands: [...signIn, 'npm ci', ownCommand(options, removes ? '--remove' : undefined)],
    },
    ...(rest
      ? [
          {
            title: 'With the Azure CLI, in a shell like bash (such as that of Azure Cloud Shell)',
            commands: [...signIn, ...rest],
          },
        ]
      : []),
    { title: 'With Microsoft Graph PowerShell', commands: powerShellCommands(options, values) },
  ];
}
