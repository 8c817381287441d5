/** One of Microsoft's clouds. URLs are without a slash at the end. */
export interface Cloud {
  /** Root of Microsoft Graph; its tokens are asked for with this root and `/.default` as scope. */
  readonly graphRoot: string;
  /** Where Microsoft Entra ID issues tokens; a managed identity does not need it, a developer's sign-in does. */
  readonly authority: string;
  /** Root of the Microsoft Entra admin center. */
  readonly portalRoot: string;
  /** What a managed identity asks a token for that an app registration trusts in place of a secret. */
  readonly tokenExchangeAudience: string;
}

/**
 * The clouds by the names that Microsoft Graph gives them. L4 and L5 share the directory and the admin center, not Graph.
 *
 * @see https://learn.microsoft.com/graph/deployments
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export const clouds = {
  Global: {
    graphRoot: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    portalRoot: 'https://entra.microsoft.com',
    tokenExchangeAudience: 'api://AzureADTokenExchange',
  },
  USGovL4: {
    graphRoot: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portalRoot: 'https://entra.microsoft.us',
    tokenExchangeAudience: 'api://AzureADTokenExchangeUSGov',
  },
  USGovL5: {
    graphRoot: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portalRoot: 'https://entra.microsoft.us',
    tokenExchangeAudience: 'api://AzureADTokenExchangeUSGov',
  },
  China: {
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    portalRoot: 'https://entra.microsoftonline.cn',
    tokenExchangeAudience: 'api://AzureADTokenExchangeChina',
  },
} as const satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof clouds;

/** The cloud whose tokens for Graph are asked for with this root. */
export function cloudOf(graphRoot: string): CloudName | undefined {
  return (Object.keys(clouds) as CloudName[]).find((name) => clouds[name].graphRoot === graphRoot);
}
