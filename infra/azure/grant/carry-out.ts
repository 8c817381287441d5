import type { Directory } from './directory.ts';
import type { GrantOptions } from './options.ts';
import type { Plan } from './plan.ts';
import type { Replication } from './replication.ts';
import { removedTokenNote, roleLine } from './report.ts';

export interface Work {
  readonly options: Pick<GrantOptions, 'action' | 'dryRun' | 'principalId'>;
  readonly plan: Plan;
  /** Object id of the service principal of Microsoft Graph. */
  readonly resourceId: string;
  readonly directory: Directory;
  readonly replicated: Replication;
  readonly say: (text: string) => void;
  /** When a grant shows, for whom it is. */
  readonly tokenNote: string;
}

/**
 * Does what the plan asks for, and says of each app role what became of it.
 *
 * @returns 1 when a check misses something, else 0
 * @throws AccessError
 */
export async function carryOut(work: Work): Promise<0 | 1> {
  const { options, plan, say } = work;
  if (options.action === 'remove') await remove(work);
  else {
    for (const { value } of plan.held) say(roleLine(value, 'held'));
    if (options.action === 'grant') await grant(work);
    else for (const { value } of plan.missing) say(roleLine(value, 'MISSING'));
  }
  return options.action === 'check' && plan.missing.length > 0 ? 1 : 0;
}

async function grant({
  options,
  plan,
  resourceId,
  directory,
  replicated,
  say,
  tokenNote,
}: Work): Promise<void> {
  for (const role of plan.missing) {
    if (!options.dryRun) {
      await replicated(() => directory.assign(options.principalId, role, resourceId));
    }
    say(roleLine(role.value, options.dryRun ? 'would be granted' : 'granted'));
  }
  if (plan.missing.length > 0 && !options.dryRun) say(tokenNote);
}

async function remove({ options, plan, directory, say }: Work): Promise<void> {
  for (const { value } of plan.missing) say(roleLine(value, 'not held'));
  for (const { value, assignmentId } of plan.held) {
    if (!options.dryRun) await directory.unassign(options.principalId, assignmentId);
    say(roleLine(value, options.dryRun ? 'would be removed' : 'removed'));
  }
  if (plan.held.length > 0 && !options.dryRun) say(removedTokenNote);
}
