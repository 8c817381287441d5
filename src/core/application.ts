import { boundedText } from './bounded-text.ts';

/** The application that a service principal stands for; empty texts where discovery has not read them. */
export interface Application {
  readonly appId: string;
  readonly displayName: string;
}

export const unnamedApplication: Application = { appId: '', displayName: '' };

/**
 * Page of the application's provisioning in the Microsoft Entra admin center, where it is started, stopped and read about. Microsoft
 * documents no such link; this one is in public code. Without the id of the application only its overview is known to work.
 *
 * @param root of the admin center of the tenant's cloud, without a slash at the end
 */
export function portalUrl(servicePrincipalId: string, appId: string, root: string): string {
  if (appId === '') return applicationUrl(servicePrincipalId, appId, root);
  return `${root}/#view/Microsoft_AAD_Connect_Provisioning/ProvisioningMenuBlade/~/Overview${idsOf(servicePrincipalId, appId)}`;
}

/** Overview of the application in the Microsoft Entra admin center; `root` as above. */
export function applicationUrl(servicePrincipalId: string, appId: string, root: string): string {
  return `${root}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview${idsOf(servicePrincipalId, appId)}`;
}

function idsOf(servicePrincipalId: string, appId: string): string {
  const app = appId ? `/appId/${encodeURIComponent(boundedText(appId, 64))}` : '';
  return `/objectId/${servicePrincipalId}${app}`;
}
