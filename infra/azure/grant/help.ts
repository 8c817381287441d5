export const help = `Grants the app roles of Microsoft Graph that the connector needs to its managed identity.

  npm run grant -- --principal ID --tenant ID [options]       (in PowerShell with quotes: npm run grant "--" ...)

  --principal ID   object id of the identity's service principal (or GRAPH_PRINCIPAL_ID)
  --tenant ID      id of the tenant (or TENANT_ID)
  --cloud NAME     Global, USGovL4, USGovL5 or China (or GRAPH_CLOUD; default: Global)
  --watch WHAT     the connector's setting WATCH (or WATCH; default: *). A list needs Synchronization.Read.All only;
                   "*" also Application.Read.All
  --check          only look: ends with 0 when all is granted, with 1 when something is missing
  --remove         take back what the same options would grant, and nothing else
  --dry-run        say what would be done, and do nothing
  --advise         end with 0 also when you may not grant, or Graph does not do it: what is left to do is printed all the same
  --help           this text

It signs in as whoever is signed in to the Azure CLI (az login), else to the Azure Developer CLI (azd auth login). Granting
takes a Privileged Role Administrator; who is none gets a text to send to one. GRAPH_ENDPOINT, if set, is another address of
Microsoft Graph, as for the connector. Running it again does no harm.

It ends with 0 when it is done, 1 when --check misses something, 2 when an option is wrong, 3 when you may not (or nobody is
signed in), 4 when something else failed.`;
