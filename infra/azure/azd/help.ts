export const help = `Looks at a deployed connector: whether it is all there, holds no key, and lets nobody in without one.

  npm run check:deployment -- --app ID --tenant ID --url URL [options]
                                         (in PowerShell with quotes: npm run check:deployment "--" ...)

  --app ID                 resource id of the function app (or FUNCTION_APP_ID)
  --tenant ID              id of the tenant that the subscription trusts (or AZURE_TENANT_ID, else TENANT_ID)
  --url URL                where the app answers (or PUBLIC_URL)
  --resource-manager URL   Azure Resource Manager of the cloud (or RESOURCE_MANAGER_ENDPOINT; default:
                           https://management.azure.com)
  --cloud NAME             Global, USGovL4, USGovL5 or China (or GRAPH_CLOUD; default: Global): how to sign in is said for it
  --callers ID             client id of the app registration of Entra callers (or CALLERS_CLIENT_ID): a token of yours is tried
  --package FOLDER         what was deployed: its functions must be there (default: out)
  --help                   this text

It changes nothing. It signs in as whoever is signed in to the Azure CLI (az login), else to the Azure Developer CLI (azd auth
login), who must be allowed to list the app's settings, such as a Website Contributor.

It ends with 0 when all is well, 1 when something is wrong with the deployment, 2 when an option is wrong, 3 when you may not
look (or nobody is signed in), 4 when something else failed.`;
