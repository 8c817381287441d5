import type { CloudName } from '../../../src/graph/for-programs.ts';

/**
 * The clouds by the names that the Azure CLI and Microsoft Graph PowerShell give them.
 *
 * @see https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli
 * @see https://learn.microsoft.com/powershell/module/microsoft.graph.authentication/get-mgenvironment
 */
export const cloudNames: Readonly<
  Record<CloudName, { readonly azure: string; readonly powerShell: string }>
> = {
  Global: { azure: 'AzureCloud', powerShell: 'Global' },
  USGovL4: { azure: 'AzureUSGovernment', powerShell: 'USGov' },
  USGovL5: { azure: 'AzureUSGovernment', powerShell: 'USGovDoD' },
  China: { azure: 'AzureChinaCloud', powerShell: 'China' },
};
