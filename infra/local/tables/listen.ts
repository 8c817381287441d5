import { once } from 'node:events';
import type { Server } from 'node:http';

/** Resolves with the port; 0 asks for a free one. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The table service has no port.');
  return address.port;
}
