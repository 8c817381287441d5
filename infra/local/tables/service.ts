/** The child process that serves the tables. Messages tell it what to do; it ends with its parent. */
import { once } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { endWithParent } from '../process/child.ts';
import { type Azurite, createAzurite } from './azurite.ts';
import type { FromTables, ToTables } from './messages.ts';

const connections = new Set<Socket>();
let azurite: Azurite | undefined;
let isStopped = false;

endWithParent(() => azurite?.save());
process.on('message', async (message: ToTables) => {
  if (message.type === 'open') await open(message);
  else if (message.type === 'close') await close();
  else toggle(message.type);
});

async function open({ certificate, folder, port }: Extract<ToTables, { type: 'open' }>): Promise<void> {
  try {
    azurite = await createAzurite(folder);
    const server = certificate
      ? createTlsServer(certificate, azurite.listener)
      : createPlainServer(azurite.listener);
    tell({ type: 'open', port: await listen(server, port) });
  } catch (error) {
    tell({ type: 'failed', message: String(error) });
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.on('connection', (socket: Socket) => {
    if (isStopped) return socket.destroy();
    connections.add(socket);
    return socket.once('close', () => connections.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The table service has no port.');
  return address.port;
}

/** Stopped, it keeps its port, so that nobody else gets it, and ends every connection at once. */
function toggle(type: 'stop' | 'start'): void {
  isStopped = type === 'stop';
  if (isStopped) for (const socket of connections) socket.destroy();
  tell({ type: 'done' });
}

async function close(): Promise<void> {
  for (const socket of connections) socket.destroy();
  await azurite?.save();
  process.exit(0);
}

function tell(message: FromTables): void {
  process.send?.(message);
}
