import type { Claim } from '../errors.ts';
import { isBelow } from '../paths.ts';

/** Paths of the entities on which an identity has the data roles of sender and receiver; a topic's role counts for its subscriptions. */
interface Permission {
  readonly send?: readonly string[];
  readonly listen?: readonly string[];
}

/** By object id. */
export type Permissions = Readonly<Record<string, Permission>>;

/** Where nothing is assigned at all, everybody may do everything. */
export function isPermitted(
  permissions: Permissions | undefined,
  identity: string | undefined,
  claim: Claim,
  path: string,
): boolean {
  if (permissions === undefined) return true;
  const its = identity === undefined ? undefined : permissions[identity];
  const entities = (claim === 'Send' ? its?.send : its?.listen) ?? [];
  return entities.some((entity) => isBelow(path, entity));
}
