import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** Takes every connection on a port of this machine and says nothing. */
export async function listenInSilence(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(
    port,
    '127.0.0.1',
  );
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
