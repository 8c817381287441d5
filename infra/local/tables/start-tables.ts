import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { startChild } from '../process/child.ts';
import type { FromTables, ToTables } from './messages.ts';

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
  /** The service is away: connections are cut as soon as they are made, until `start`. Data are kept. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const account = 'devstoreaccount1';
// Published with the emulator: a key that protects nothing.
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Azure Table Storage, as Azurite plays it, in a process of its own that ends with this one. Tokens are not checked for
 * their signature, but for their audience, issuer and time.
 */
export async function startTables(options: TablesOptions = {}): Promise<Tables> {
  const { certificate, folder, port } = options;
  const output: string[] = [];
  const answers = new EventEmitter();
  const child = startChild<FromTables, ToTables>({
    module: new URL('service.ts', import.meta.url),
    env: { PATH: process.env.PATH },
    onLine: (line) => output.push(line),
  });
  child.onMessage((message) => answers.emit('answer', message));
  const ask = async (message: ToTables): Promise<FromTables> => {
    const answer = once(answers, 'answer');
    child.send(message);
    const outcome = await Promise.race([answer, child.ended]);
    if (typeof outcome === 'string')
      throw new Error(`The table service ended ${outcome}. ${output.join('\n')}`);
    return outcome[0];
  };

  const opened = await ask({
    type: 'open',
    port: port ?? 0,
    ...(certificate && { certificate: { cert: certificate.cert, key: certificate.key } }),
    ...(folder !== undefined && { folder: resolve(folder) }),
  });
  if (opened.type !== 'open') {
    await child.kill();
    throw new Error(
      `The table service did not start: ${opened.type === 'failed' ? opened.message : 'no answer'}`,
    );
  }
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${opened.port}/${account}`;

  return {
    url,
    connectionString: [
      `DefaultEndpointsProtocol=${certificate ? 'https' : 'http'}`,
      `AccountName=${account}`,
      `AccountKey=${key}`,
      `TableEndpoint=${url}`,
    ].join(';'),
    stop: async () => void (await ask({ type: 'stop' })),
    start: async () => void (await ask({ type: 'start' })),
    async close() {
      child.send({ type: 'close' });
      await child.ended;
    },
  };
}
