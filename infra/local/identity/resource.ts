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
 * What a token for the exchange of assertions holds, by the resource that is asked for, in lower case. The id that stands for the public
 * cloud's is seen in real tokens; what the others hold is not known.
 */
const exchanges = new Map([
  [
    'api://azureadtokenexchange',
    { aud: 'fb60f99c-7a34-4190-8149-302f77469936', authority: 'https://login.microsoftonline.com' },
  ],
  [
    'api://azureadtokenexchangeusgov',
    { aud: 'api://AzureADTokenExchangeUSGov', authority: 'https://login.microsoftonline.us' },
  ],
  [
    'api://azureadtokenexchangechina',
    { aud: 'api://AzureADTokenExchangeChina', authority: 'https://login.partner.microsoftonline.cn' },
  ],
]);

/** `aud` of tokens for an exchange, and the root of their issuer. @throws Error for another resource */
export function exchangeAudience(resource: string): { readonly aud: string; readonly authority: string } {
  const found = exchanges.get(resource.toLowerCase());
  if (!found) throw new Error(`${resource} exchanges no tokens.`);
  return found;
}

/** `graph` tokens carry app roles, `exchange` tokens are assertions of a federated credential, `other` ones are neither. */
export type ResourceKind = 'graph' | 'exchange' | 'other';

/**
 * The kinds of resources that a token may be asked for. Access to data is given by role assignments, which no token shows. Undefined: the
 * tenant has no such resource. Storage and Service Bus have the same resource in every cloud, and one for each account and namespace.
 */
export function resourceKind(resource: string): ResourceKind | undefined {
  const asked = resource.toLowerCase();
  const isOneOf = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(asked));
  if (isOneOf(graph)) return 'graph';
  if (exchanges.has(asked)) return 'exchange';
  return isOneOf(storage) || isOneOf(serviceBus) ? 'other' : undefined;
}
