import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';

/** How Table Storage is reached: a connection string (emulators only), or the account's endpoint with a credential. */
export type TableConnection =
  | { readonly kind: 'connectionString'; readonly value: string }
  | { readonly kind: 'identity'; readonly tableServiceUri: string; readonly credential: TokenCredential };

/** Milliseconds that one request may take. What met no answer until then is not tried again: the next poll does it. */
const requestTimeout = 20_000;
const retryOptions = { maxRetries: 3, retryDelayInMs: 300, maxRetryDelayInMs: 2_000 };

/** @param onRequest called for every request on the wire, retries and answers to a challenge among them */
export function createTableClient(
  connection: TableConnection,
  name: string,
  onRequest: () => void,
): TableClient {
  const client =
    connection.kind === 'connectionString'
      ? TableClient.fromConnectionString(connection.value, name, {
          retryOptions,
          allowInsecureConnection: true,
        })
      : new TableClient(connection.tableServiceUri, name, connection.credential, { retryOptions });
  client.pipeline.addPolicy(
    {
      name: 'requestPolicy',
      sendRequest(request, next) {
        onRequest();
        request.timeout = requestTimeout;
        return next(request);
      },
    },
    { afterPhase: 'Sign' },
  );
  return client;
}
