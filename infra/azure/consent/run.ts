import { clouds } from '../../../src/graph/for-programs.ts';
import { carryOut } from '../grant/carry-out.ts';
import { createDirectory } from '../grant/directory.ts';
import { createGraphRequests } from '../grant/graph-requests.ts';
import { notOffered, planOf } from '../grant/plan.ts';
import { waitingForReplication, withoutWaiting } from '../grant/replication.ts';
import { notOfferedText, roleLine } from '../grant/report.ts';
import type { RunParts } from '../grant/run.ts';
import { ownRoles } from '../grant/wanted-roles.ts';
import { AccessError } from '../program/access-error.ts';
import { signIn } from '../program/sign-in.ts';
import type { ConsentOptions } from './options.ts';
import { disabledText, invitation, notThereText, tokenNote } from './report.ts';

/**
 * Says the link, looks, and grants what is missing if asked to.
 *
 * @returns 0 when all is granted, or would be; 1 when something is missing
 * @throws AccessError
 */
export async function run(options: ConsentOptions, parts: RunParts): Promise<0 | 1> {
  const { action, dryRun, tenantId, appId, cloud, root } = options;
  const { say, timing } = parts;
  if (action === 'show') say(`${invitation(options)}\n`);
  const scope = `${clouds[cloud].graphRoot}/.default`;
  const { who, credential } = await signIn(parts.credential, scope, tenantId);
  const directory = createDirectory(createGraphRequests({ ...parts, root, scope, credential }));
  const graph = await directory.graphRoles();
  const lacking = notOffered(ownRoles, graph);
  if (lacking.length > 0) throw new AccessError('failed', notOfferedText(lacking));
  say(`Tenant ${tenantId}, cloud ${cloud}; signed in as ${who}`);

  const principalId = await directory.principalOfApp(appId);
  if (principalId === undefined) {
    say(notThereText(appId));
    for (const value of ownRoles) say(roleLine(value, 'MISSING'));
    if (action === 'grant') say(`\n${invitation(options)}`);
    return 1;
  }
  const replicated =
    action === 'grant' ? waitingForReplication({ principalId, timing, say }) : withoutWaiting(principalId);
  const principal = await replicated(() => directory.principal(principalId));
  const plan = planOf(ownRoles, graph, await replicated(() => directory.assignments(principalId)));
  say(`App "${principal.displayName}", client id ${appId}, object id ${principalId}`);
  const code = await carryOut({
    options: { action: action === 'grant' ? 'grant' : 'check', dryRun, principalId },
    plan,
    resourceId: graph.resourceId,
    directory,
    replicated,
    say,
    tokenNote,
  });
  if (principal.isEnabled) return code;
  say(disabledText);
  return 1;
}
