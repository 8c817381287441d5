/** The child process that runs Azurite. Messages tell it what to do; it ends with its parent. */
import { once } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { endWithParent } from '../process/child.ts';
import { type Azurite, createAzurite } from './azurite.ts';
import type { FromTables, ToTables } from './messages.ts';

let azurite: Azurite | undefined;

endWithParent(() => azurite?.save());
process.on('message', async (message: ToTables) => {
  if (message.type === 'open') return open(message);
  await azurite?.save();
  return process.exit(0);
});

async function open({ certificate, folder }: Extract<ToTables, { type: 'open' }>): Promise<void> {
  try {
    azurite = await createAzurite(folder);
    const { listener } = azurite;
    const server = certificate ? createTlsServer(certificate, listener) : createPlainServer(listener);
    tell({ type: 'open', port: await listen(server) });
  } catch (error) {
    tell({ type: 'failed', message: String(error) });
  }
}

async function listen(server: Server): Promise<number> {
  // Its only client keeps its connections as long as it likes.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The table service has no port.');
  return address.port;
}

function tell(message: FromTables): void {
  process.send?.(message);
}
