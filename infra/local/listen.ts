import { once } from 'node:events';
import type { Server } from 'node:net';

/** Resolves with the port; 0 asks for a free one. @throws when the port is taken */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
