import { resolve } from 'node:path';
import type { Faults } from '../fault-list.ts';
import type { Fault } from './faults.ts';
import { createForward } from './forward.ts';
import { startFront } from './front.ts';
import type { TableRequestRecord } from './request-log.ts';
import { startService } from './start-service.ts';

export interface TablesOptions {
  /** PEM. Without it the service speaks plain HTTP, where only the account's key is accepted, no token. */
  certificate?: { readonly cert: string; readonly key: string };
  /** Where the tables are kept; made when absent. In memory unless given. */
  folder?: string;
  /** A free one unless given. */
  port?: number;
  /** How long each request waits before it is worked on, as the way to a real table takes; not at all unless given. */
  latencyMs?: number;
  /** More variables of its process; none unless given. */
  env?: Readonly<Record<string, string>>;
}

export interface Tables {
  /** `https://127.0.0.1:PORT/devstoreaccount1`, for a client with a token. */
  readonly url: string;
  /** With the account's well-known key. */
  readonly connectionString: string;
  /** What goes wrong with requests; it comes before everything else, the look at the caller included. */
  readonly faults: Faults<Fault>;
  /** What came in, in that order: the last 10,000, fewer when their bodies are more than 64 MiB. */
  readonly requests: readonly TableRequestRecord[];
  /** The service is away: connections are cut as soon as they are made, until `start`. Data are kept. */
  stop(): Promise<void>;
  /** Connections are accepted, and requests wait until `start`; then those whose client still waits are served. */
  freeze(): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

const account = 'devstoreaccount1';
// Published with the emulator: a key that protects nothing.
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Azure Table Storage, as Azurite plays it in a process of its own that ends with this one, with limits of the service that
 * Azurite does not know. Tokens are not checked for their signature, but for their audience, issuer and time.
 */
export async function startTables(options: TablesOptions = {}): Promise<Tables> {
  const { certificate, folder, port = 0, latencyMs = 0, env } = options;
  const service = await startService(folder === undefined ? undefined : resolve(folder), env);
  const scheme = certificate ? 'https' : 'http';
  const forward = createForward(service.port, scheme);
  const front = await startFront({
    certificate,
    port,
    account: `/${account}`,
    forward,
    latencyMs,
  }).catch(async (error: Error) => {
    await service.close();
    throw error;
  });
  const url = `${scheme}://127.0.0.1:${front.port}/${account}`;

  return {
    url,
    connectionString: [
      `DefaultEndpointsProtocol=${scheme}`,
      `AccountName=${account}`,
      `AccountKey=${key}`,
      `TableEndpoint=${url}`,
    ].join(';'),
    faults: front.faults,
    requests: front.requests,
    stop: async () => front.stop(),
    freeze: () => front.freeze(),
    start: async () => front.start(),
    async close() {
      await front.close();
      await service.close();
    },
  };
}
