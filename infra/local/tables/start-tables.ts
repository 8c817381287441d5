import { resolve } from 'node:path';
import { createFaultList, type Faults } from '../fault-list.ts';
import { type Child, startChild } from '../process/child.ts';
import { startFront } from './front.ts';
import type { FromTables, ToTables } from './messages.ts';
import type { TableFault, TableRequest } from './table-fault.ts';

export type { TableFault, TableRequest } from './table-fault.ts';

export interface TablesOptions {
  /** PEM. Without it the service speaks plain HTTP, where only the account's key is accepted, no token. */
  certificate?: { readonly cert: string; readonly key: string };
  /** Where the tables are kept; made when absent. In memory unless given. */
  folder?: string;
  /** A free one unless given. */
  port?: number;
}

export interface Tables {
  /** `https://127.0.0.1:PORT/devstoreaccount1`, for a client with a token. */
  readonly url: string;
  /** With the account's well-known key. */
  readonly connectionString: string;
  /** What came in, faults included, oldest first; the last 1,000. */
  readonly requests: readonly TableRequest[];
  readonly faults: Faults<TableFault>;
  /** Of Azurite's process. */
  readonly pid: number | undefined;
  /** The service is away: connections are cut as soon as they are made, until `start`. Data are kept. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const account = 'devstoreaccount1';
// Published with the emulator: a key that protects nothing.
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const mostRequests = 1000;

/**
 * Azure Table Storage: Azurite, in a process of its own that ends with this one, behind a front that adds limits of the
 * service and faults. Tokens are not checked for their signature, but for their audience, issuer and time.
 */
export async function startTables(options: TablesOptions = {}): Promise<Tables> {
  const { certificate, folder, port = 0 } = options;
  const faults = createFaultList<TableFault, TableRequest>((fault, request) => fault.match(request));
  const requests: TableRequest[] = [];
  const meet = (request: TableRequest) => {
    requests.push(request);
    if (requests.length > mostRequests) requests.shift();
    return faults.meet(request);
  };

  const azurite = await startAzurite({
    type: 'open',
    ...(certificate && { certificate: { cert: certificate.cert, key: certificate.key } }),
    ...(folder !== undefined && { folder: resolve(folder) }),
  });
  const front = await startFront({ certificate, port, behind: azurite.port, meet }).catch(async (cause) => {
    await azurite.child.kill();
    throw new Error(`The table service did not start: ${cause}`, { cause });
  });
  const scheme = certificate ? 'https' : 'http';
  const url = `${scheme}://127.0.0.1:${front.port}/${account}`;

  return {
    url,
    connectionString: [
      `DefaultEndpointsProtocol=${scheme}`,
      `AccountName=${account}`,
      `AccountKey=${key}`,
      `TableEndpoint=${url}`,
    ].join(';'),
    requests,
    faults,
    pid: azurite.child.pid,
    stop: async () => front.shut(),
    start: async () => front.open(),
    async close() {
      await front.close();
      azurite.child.send({ type: 'close' });
      await azurite.child.ended;
    },
  };
}

interface RunningAzurite {
  readonly child: Child<FromTables, ToTables>;
  readonly port: number;
}

async function startAzurite(open: ToTables): Promise<RunningAzurite> {
  const output: string[] = [];
  const child = startChild<FromTables, ToTables>({
    module: new URL('service.ts', import.meta.url),
    env: { PATH: process.env.PATH },
    onLine: (line) => output.push(line),
  });
  const opened = new Promise<FromTables>((answered) => child.onMessage(answered));
  child.send(open);
  const outcome = await Promise.race([opened, child.ended]);
  if (typeof outcome !== 'string' && outcome.type === 'open') return { child, port: outcome.port };
  await child.kill();
  const why = typeof outcome === 'string' ? `it ended ${outcome}. ${output.join('\n')}` : outcome.message;
  throw new Error(`The table service did not start: ${why}`);
}
