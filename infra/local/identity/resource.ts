const graph = [
  /^https:\/\/graph\.microsoft\.com\/?$/,
  /^https:\/\/(dod-)?graph\.microsoft\.us\/?$/,
  /^https:\/\/microsoftgraph\.chinacloudapi\.cn\/?$/,
  /^00000003-0000-0000-c000-000000000000$/,
];
const storage = [
  /^https:\/\/storage\.azure\.com\/?$/,
  /^https:\/\/[a-z0-9]{3,24}\.(blob|queue|table|file|dfs)\.core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)\/?$/,
];
const serviceBus = [
  /^https:\/\/servicebus\.azure\.net\/?$/,
  /^https:\/\/[a-z][a-z0-9-]{4,48}[a-z0-9]\.servicebus\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)\/?$/,
];

/**
 * The kinds of resources that a token may be asked for: `graph` tokens carry app roles, `other` ones do not (access to data is given by role
 * assignments, which no token shows). Undefined: the tenant has no such resource. Storage and Service Bus have the same
 * resource in every cloud, and one for each account and namespace.
 */
export function resourceKind(resource: string): 'graph' | 'other' | undefined {
  const asked = resource.toLowerCase();
  const isOneOf = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(asked));
  if (isOneOf(graph)) return 'graph';
  return isOneOf(storage) || isOneOf(serviceBus) ? 'other' : undefined;
}
