const graphHosts = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
];
const otherHosts = ['storage.azure.com', 'servicebus.azure.net'];

/**
 * What a token may be asked for: `graph` tokens carry app roles, `other` ones do not (access to data is given by role
 * assignments, which no token shows). Undefined: the tenant has no such resource.
 */
export function resourceKind(resource: string): 'graph' | 'other' | undefined {
  const host = /^https:\/\/([a-z.-]+)\/?$/.exec(resource)?.[1];
  if (host === undefined) return undefined;
  if (graphHosts.includes(host)) return 'graph';
  return otherHosts.includes(host) ? 'other' : undefined;
}
