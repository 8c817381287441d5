/** What `environment()` says in each Azure environment, as far as the templates ask. */
export const environments = {
  AzureCloud: {
    name: 'AzureCloud',
    authentication: { loginEndpoint: 'https://login.microsoftonline.com/' },
    suffixes: { storage: 'core.windows.net' },
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    authentication: { loginEndpoint: 'https://login.microsoftonline.us/' },
    suffixes: { storage: 'core.usgovcloudapi.net' },
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    authentication: { loginEndpoint: 'https://login.chinacloudapi.cn/' },
    suffixes: { storage: 'core.chinacloudapi.cn' },
  },
} as const;

export type EnvironmentName = keyof typeof environments;
