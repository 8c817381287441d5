import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { listen } from '../../../infra/local/listen.ts';
import { bundled } from '../../../infra/local/process/bundled.ts';
import { clockPort, type FromClock, type Memory, type ToClock } from './messages.ts';
import { turnDate } from './turn-date.ts';

/** The time of day of this process and of all that are started with `env`. It passes as ever, and can be set forward. */
export interface Clocks {
  /** Variables of a process that is to share this time. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets all clocks forward to this time, in milliseconds since 1970; resolves when each of them shows it. Never back. */
  forwardTo(time: number): Promise<void>;
  /** What a process uses, after its garbage was collected. @throws Error when it has none of these clocks */
  memoryOf(pid: number | undefined): Promise<Memory>;
  close(): Promise<void>;
}

interface Client {
  readonly socket: Socket;
  readonly pid: number;
  /** Gets the answer to what was asked last; undefined when the process is gone. */
  hear: (answer: FromClock | undefined) => void;
}

/** @param begin what all clocks show at first */
export async function startClocks(begin: number): Promise<Clocks> {
  const machineNow = Date.now;
  const turn = turnDate();
  let ahead = begin - machineNow();
  turn(ahead);
  const clients = new Set<Client>();
  const server = createServer(async (socket) => {
    // Of the connection to a process that was killed, which `close` tells; lines pass it on.
    socket.on('error', () => {});
    const lines = createInterface({ input: socket });
    lines.on('error', () => {});
    const hello = await once(lines, 'line').catch(() => undefined);
    const message = hello && read(String(hello[0]));
    if (!message || !('pid' in message)) return void socket.destroy();
    const client: Client = { socket, pid: message.pid, hear: () => {} };
    lines.on('line', (line) => client.hear(read(line)));
    socket.on('close', () => {
      clients.delete(client);
      client.hear(undefined);
    });
    if (await ask(client, { turn: ahead })) clients.add(client);
  });
  const port = await listen(server, 0);
  const module = await bundled(new URL('turned-process.ts', import.meta.url));

  return {
    env: { NODE_OPTIONS: `--import=${module.href}`, [clockPort]: String(port) },
    async forwardTo(time) {
      ahead = Math.max(ahead, time - machineNow());
      turn(ahead);
      await Promise.all([...clients].map((client) => ask(client, { turn: ahead })));
    },
    async memoryOf(pid) {
      const client = [...clients].find((each) => each.pid === pid);
      const answer = client && (await ask(client, { ask: 'memory' }));
      if (!answer || !('memory' in answer))
        throw new Error(`The process ${pid} has no clock that can be asked.`);
      return answer.memory;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const { socket } of clients) socket.destroy();
      await closed;
    },
  };
}

/** The answer; undefined where the process is gone. */
async function ask(client: Client, message: ToClock): Promise<FromClock | undefined> {
  const answer = new Promise<FromClock | undefined>((resolve) => {
    client.hear = resolve;
  });
  if (client.socket.destroyed) return undefined;
  client.socket.write(`${JSON.stringify(message)}\n`);
  return await answer;
}

function read(line: string): FromClock {
  return JSON.parse(line);
}
