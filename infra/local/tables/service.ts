/** The child process that keeps the tables, behind their fronts. It does what messages say; it ends with its parent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '../listen.ts';
import { endWithParent } from '../process/child.ts';
import { createAzurite } from './azurite.ts';
import type { FromTables, ToTables } from './messages.ts';

type Close = () => Promise<void>;

const services = new Map<number, Close>();

endWithParent(async () => {
  await Promise.all([...services.values()].map((close) => close()));
});
process.on('message', async (message: ToTables) => {
  const { number } = message;
  try {
    send(message.type === 'open' ? await open(number, message.folder) : await close(number));
  } catch (error) {
    send({ type: 'failed', number, message: String(error) });
  }
});

async function open(number: number, folder: string | undefined): Promise<FromTables> {
  const azurite = await createAzurite(folder);
  const server = createServer(azurite.listener);
  services.set(number, async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    await azurite.close();
  });
  return { type: 'open', number, port: await listen(server, 0) };
}

async function close(number: number): Promise<FromTables> {
  await services.get(number)?.();
  services.delete(number);
  return { type: 'closed', number };
}

function send(message: FromTables): void {
  process.send?.(message);
}
