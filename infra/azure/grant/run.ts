import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { clouds, type Timing } from '../../../src/graph/for-programs.ts';
import { AccessError } from '../program/access-error.ts';
import { signIn } from '../program/sign-in.ts';
import type { Findings } from './advice.ts';
import { carryOut } from './carry-out.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createGraphRequests } from './graph-requests.ts';
import type { GrantOptions } from './options.ts';
import { notOffered, planOf } from './plan.ts';
import { type Replication, waitingForReplication, withoutWaiting } from './replication.ts';
import { heading, notOfferedText, surplusNote, tokenNote } from './report.ts';
import { wantedRoles } from './wanted-roles.ts';

export interface RunParts {
  readonly credential: TokenCredential;
  readonly timing: Timing;
  readonly say: (text: string) => void;
  /** The Azure SDKs' default one unless given. */
  readonly httpClient?: HttpClient;
}

/**
 * Looks, decides, and does it.
 *
 * @param findings filled in on the way, so that what is known when it fails can be printed
 * @returns 0, or 1 when a check misses something
 * @throws AccessError
 */
export async function run(options: GrantOptions, parts: RunParts, findings: Findings): Promise<0 | 1> {
  const { action, principalId, tenantId, cloud, root } = options;
  const { say, timing } = parts;
  const scope = `${clouds[cloud].graphRoot}/.default`;
  const { who, credential } = await signIn(parts.credential, scope, tenantId);
  findings.who = who;
  const directory = createDirectory(createGraphRequests({ ...parts, root, scope, credential }));
  const replicated =
    action === 'grant' ? waitingForReplication({ principalId, timing, say }) : withoutWaiting(principalId);

  const graph = await directory.graphRoles();
  const wanted = wantedRoles(options.watch);
  const lacking = notOffered(wanted, graph);
  if (lacking.length > 0) throw new AccessError('failed', notOfferedText(lacking));
  findings.graph = graph;
  const principal = await findPrincipal(directory, principalId, replicated);
  findings.principal = principal;
  const assignments = await replicated(() => directory.assignments(principalId));
  const plan = planOf(wanted, graph, assignments);
  findings.plan = plan;

  say(heading(options, principal, who));
  const { resourceId } = graph;
  const code = await carryOut({ options, plan, resourceId, directory, replicated, say, tokenNote });
  for (const each of plan.surplus) say(surplusNote(options, each));
  return code;
}

/** @throws AccessError `failed`, at once where the id is that of an application: waiting would not help */
async function findPrincipal(directory: Directory, id: string, replicated: Replication) {
  let asked = false;
  return replicated(async () => {
    const found = await directory.principal(id);
    if (found.kind === 'done' || asked) return found;
    asked = true;
    const objectId = await directory.principalOfApp(id);
    if (objectId === undefined) return found;
    throw new AccessError(
      'failed',
      `${id} is a client id. The object id of its service principal is ${objectId}.`,
    );
  });
}
