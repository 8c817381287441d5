import type { CloudName } from '../../../src/graph/for-programs.ts';
import { cloudNames } from './cloud-names.ts';

/** Whom to sign in: someone of this tenant, in its cloud. */
export interface SignInTarget {
  readonly cloud: CloudName;
  readonly tenantId: string;
}

/** How to sign in to the Azure CLI in the tenant's cloud. */
export function signInCommands({ cloud, tenantId }: SignInTarget): readonly string[] {
  const choose = cloud === 'Global' ? [] : [`az cloud set --name ${cloudNames[cloud].azure}`];
  return [...choose, `az login --tenant ${tenantId} --allow-no-subscriptions`];
}

/** The same as the beginning of a sentence. */
export function signInAdvice(target: SignInTarget): string {
  return `Sign in with \`${signInCommands(target).join('` and `')}\` (or azd auth login) and run this again`;
}
