import type { Caller } from './caller.ts';

const readsDirectory = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const privilegedRoleAdministrator = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

/** Application.ReadWrite.OwnedBy, documented as least privileged, is not enough: it is answered with 401 in practice. */
export function mayReadJobs(caller: Caller): boolean {
  return holds(caller, ['Synchronization.Read.All', 'Synchronization.ReadWrite.All']);
}

/** Principals and the app roles granted to them. */
export function mayReadPrincipals(caller: Caller): boolean {
  return holds(caller, readsDirectory) || isAdministrator(caller);
}

/**
 * An app needs AppRoleAssignment.ReadWrite.All and one that reads the directory; a user must be a Privileged Role
 * Administrator or more, in a program with a fitting scope (Azure CLI has Directory.AccessAsUser.All).
 */
export function mayGrantAppRoles(caller: Caller): boolean {
  if (isAdministrator(caller)) return true;
  return (
    !caller.delegated && holds(caller, ['AppRoleAssignment.ReadWrite.All']) && holds(caller, readsDirectory)
  );
}

/** The directory role of a user counts only as far as the program's scopes go; an app's own counts as it is. */
function isAdministrator(caller: Caller): boolean {
  const { directoryRoles, delegated } = caller;
  const has = directoryRoles.has(privilegedRoleAdministrator) || directoryRoles.has(globalAdministrator);
  return (
    has && (!delegated || holds(caller, ['AppRoleAssignment.ReadWrite.All', 'Directory.AccessAsUser.All']))
  );
}

const holds = ({ permissions }: Caller, any: readonly string[]) => any.some((each) => permissions.has(each));
