/** The child process that keeps the tables, behind the front. It does what messages say; it ends with its parent. */
import { createServer } from 'node:http';
import { listen } from '../listen.ts';
import { endWithParent } from '../process/child.ts';
import { type Azurite, createAzurite } from './azurite.ts';
import type { FromTables, ToTables } from './messages.ts';

let azurite: Azurite | undefined;

endWithParent(() => azurite?.save());
process.on('message', async (message: ToTables) => {
  if (message.type === 'open') return await open(message.folder);
  await azurite?.save();
  return process.exit(0);
});

async function open(folder: string | undefined): Promise<void> {
  try {
    azurite = await createAzurite(folder);
    const server = createServer(azurite.listener);
    send({ type: 'open', port: await listen(server, 0) });
  } catch (error) {
    send({ type: 'failed', message: String(error) });
  }
}

function send(message: FromTables): void {
  process.send?.(message);
}
