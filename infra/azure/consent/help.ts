export const help = `Prints the link by which another tenant consents to the app that reads it, and says what that tenant has granted.

  npm run consent -- --tenant ID --app-id ID [options]       (in PowerShell with quotes: npm run consent "--" ...)

  --tenant ID      id of the other tenant
  --app-id ID      client id of the multi-tenant app, the connector's setting Graph__appId (or GRAPH_APP_ID)
  --cloud NAME     Global, USGovL4, USGovL5 or China (or GRAPH_CLOUD; default: Global)
  --redirect URI   where the browser goes after the consent: one of the redirect URIs of the app's registration (or
                   CONSENT_REDIRECT; default: the Microsoft Entra admin center)
  --check          only look: ends with 0 when all is granted, with 1 when something is missing
  --grant          also grant the app roles that are missing, where the tenant has the app's service principal already
  --dry-run        with --grant: say what would be done, and do nothing
  --help           this text

The link is for a Privileged Role Administrator of the other tenant; it can be sent, and holds no secret. Looking takes a sign-in to that
tenant: it is whoever is signed in to the Azure CLI (az login --tenant ID --allow-no-subscriptions), else to the Azure Developer CLI.
GRAPH_ENDPOINT, if set, is another address of Microsoft Graph, as for the connector. Running it again does no harm.

It ends with 0 when all is granted, 1 when something is missing, 2 when an option is wrong, 3 when you may not look or grant (or nobody is
signed in), 4 when something else failed.`;
