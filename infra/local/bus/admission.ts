import type { EntityStatus } from './entities.ts';
import { type BusRefusal, type Claim, entityDisabled, unauthorized } from './errors.ts';
import type { Namespace } from './namespace.ts';
import type { Use } from './open-links.ts';
import type { Claims } from './tokens/claims.ts';

const closedTo: Readonly<Record<EntityStatus, readonly Claim[]>> = {
  Active: [],
  SendDisabled: ['Send'],
  ReceiveDisabled: ['Listen'],
  Disabled: ['Send', 'Listen'],
};

/** Why a link may not be opened, or not stay open; undefined when it may. */
export function admission(
  { path, claims: wanted }: Use,
  claims: Claims,
  namespace: Namespace,
  now: number,
  withoutToken: () => BusRefusal = () => unauthorized(wanted[0], path),
): BusRefusal | undefined {
  if (!wanted.some((claim) => claims.allow(claim, path, now))) return withoutToken();
  const closed = closedTo[namespace.status(path)];
  return wanted.every((claim) => closed.includes(claim)) ? entityDisabled(path) : undefined;
}
