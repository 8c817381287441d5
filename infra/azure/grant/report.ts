import type { AppRole } from '../../../src/graph/for-programs.ts';
import { removeCommand } from './azure-cli-commands.ts';
import type { Principal } from './directory.ts';
import type { GrantOptions } from './options.ts';
import type { HeldRole } from './plan.ts';

/** Says what became of an app role, or would. */
export type RoleState =
  | 'held'
  | 'MISSING'
  | 'granted'
  | 'would be granted'
  | 'removed'
  | 'would be removed'
  | 'not held';

export function roleLine(value: string, state: RoleState): string {
  return `  ${value.padEnd(26)}${state}`;
}

/** Whom it is about, and who asks. */
export function heading({ tenantId, cloud }: GrantOptions, principal: Principal, who: string): string {
  return [
    `Identity "${principal.displayName}" (${principal.type}), object id ${principal.id}`,
    `Tenant ${tenantId}, cloud ${cloud}; signed in as ${who}`,
  ].join('\n');
}

/** An app role that is held and not needed. It is never taken without being asked to: the identity may serve another program too. */
export function surplusNote(options: GrantOptions, { value, assignmentId }: HeldRole): string {
  return [
    `${value} is held, and a connector whose WATCH is a list does not need it. It is left as it is: something else may use`,
    'the identity. If nothing does, take it away:',
    `  ${removeCommand(options, assignmentId)}`,
  ].join('\n');
}

export function notOfferedText(values: readonly AppRole[]): string {
  return (
    `Microsoft Graph of this tenant offers no app role ${values.join(', ')} to applications: check --cloud and --tenant. ` +
    'If they are right, this cloud does not have what the connector reads with.'
  );
}

/** Where a grant shows, and when. */
export const tokenNote = [
  'The platform keeps the token of a managed identity for about a day: until then the connector may go on reporting http401',
  'or http403. A restart rarely helps. To look again: POST https://<function app>/api/poll with a function key.',
].join('\n');

export const removedTokenNote =
  'The platform keeps the token of a managed identity for about a day: until then the identity can go on reading.';
