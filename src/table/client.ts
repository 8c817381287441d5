import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { conditionsPolicy } from './conditional-delete.ts';

/** How Table Storage is reached: a connection string (emulators only), or the account's endpoint with an identity. */
export type TableConnection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | {
      readonly kind: 'identity';
      /** Without a slash at the end. */
      readonly tableServiceUri: string;
      /** Client id of a user-assigned identity. */
      readonly clientId: string | undefined;
    };

/** The credential of an identity, by its client id. */
export type CredentialOf = (clientId: string | undefined) => TokenCredential;

/** For one request. What met no answer until then is not tried again: the next poll does it. */
const requestTimeoutMs = 20_000;
const retryOptions = { maxRetries: 3, retryDelayInMs: 300, maxRetryDelayInMs: 2_000 };

/** What the owner of a client learns of its requests. */
export interface TableTraffic {
  /** Called for every request on the wire, retries and answers to a challenge among them. */
  requested(): void;
  /** Called with the `Date` of every answer that has one. */
  answeredAt(date: string): void;
}

export function createTableClient(
  connection: TableConnection,
  credentialOf: CredentialOf,
  name: string,
  traffic: TableTraffic,
): TableClient {
  const client =
    connection.kind === 'connectionString'
      ? TableClient.fromConnectionString(connection.value, name, {
          retryOptions,
          allowInsecureConnection: true,
        })
      : new TableClient(connection.tableServiceUri, name, credentialOf(connection.clientId), {
          retryOptions,
        });
  client.pipeline.addPolicy(
    {
      name: 'requestPolicy',
      async sendRequest(request, next) {
        traffic.requested();
        request.timeout = requestTimeoutMs;
        const response = await next(request);
        const date = response.headers.get('date');
        if (date !== undefined) traffic.answeredAt(date);
        return response;
      },
    },
    { afterPhase: 'Sign' },
  );
  client.pipeline.addPolicy(conditionsPolicy);
  return client;
}
