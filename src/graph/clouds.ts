/** One of Microsoft's clouds. URLs are without a slash at the end. */
export interface Cloud {
  /** Root of Microsoft Graph; its tokens are asked for with this root and `/.default` as scope. */
  readonly graphRoot: string;
  /** Where Microsoft Entra ID issues tokens; a managed identity does not need it, a developer's sign-in does. */
  readonly authority: string;
  /** Root of the Microsoft Entra admin center. */
  readonly portalRoot: string;
}

/**
 * The clouds by the names that Microsoft Graph gives them. L4 and L5 share the directory and the admin center, not Graph.
 *
 * @see https://learn.microsoft.com/graph/deployments
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
export const clouds = {
  Global: {
    graphRoot: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    portalRoot: 'https://entra.microsoft.com',
  },
  USGovL4: {
    graphRoot: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portalRoot: 'https://entra.microsoft.us',
  },
  USGovL5: {
    graphRoot: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portalRoot: 'https://entra.microsoft.us',
  },
  China: {
    graphRoot: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    portalRoot: 'https://entra.microsoftonline.cn',
  },
} as const satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof clouds;
