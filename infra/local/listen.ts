import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Server } from 'node:net';

/** Resolves with the port; 0 asks for a free one. @throws when the port is taken */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  // Clients end what is idle: a connection that a busy server ended could end under a request, which would then be sent again.
  if (server instanceof HttpServer || server instanceof HttpsServer) server.keepAliveTimeout = 0;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
