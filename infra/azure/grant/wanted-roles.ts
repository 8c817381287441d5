import type { Watch } from '../../../src/core/watch.ts';
import type { AppRole } from '../../../src/graph/for-programs.ts';

/** The purpose of each app role, in words that an administrator decides by. */
export const purposes: Readonly<Record<AppRole, string>> = {
  'Synchronization.Read.All': 'reads the provisioning jobs of applications and their state',
  'Application.Read.All': 'finds the applications of the tenant that have provisioning jobs',
};

/** Every app role that the connector can need. */
export const ownRoles: readonly AppRole[] = ['Synchronization.Read.All', 'Application.Read.All'];

/** A list of service principals needs no discovery, and so no right to read the directory. */
export function wantedRoles(watch: Watch): readonly AppRole[] {
  return watch.kind === 'tenant' ? ownRoles : ['Synchronization.Read.All'];
}
