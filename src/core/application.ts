import { boundedText } from './bounded-text.ts';

/** The application that a service principal stands for; empty texts where discovery has not read them. */
export interface Application {
  readonly appId: string;
  readonly displayName: string;
}

export const unnamedApplication: Application = { appId: '', displayName: '' };

/**
 * Page of the application in the Microsoft Entra admin center.
 *
 * @param root of the admin center of the tenant's cloud, without a slash at the end
 */
export function portalUrl(servicePrincipalId: string, appId: string, root: string): string {
  const app = appId ? `/appId/${encodeURIComponent(boundedText(appId, 64))}` : '';
  return `${root}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${servicePrincipalId}${app}`;
}
