/**
 * Loaded before anything else in each process of a soak: its time of day is that of the soak from its first line on. It ends nothing and
 * keeps nothing alive.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { clockPort, type FromClock, type Memory, type ToClock } from './messages.ts';
import { turnDate } from './turn-date.ts';

const turn = turnDate();
const socket = connect(Number(process.env[clockPort]), '127.0.0.1');
const answer = (message: FromClock) => socket.write(`${JSON.stringify(message)}\n`);
const lines = createInterface({ input: socket });
// The soak is gone: whoever started this process ends it. Lines pass on what is wrong with the connection.
for (const each of [socket, lines]) each.on('error', () => {});
lines.on('line', (line) => {
  const message: ToClock = JSON.parse(line);
  if ('turn' in message) {
    turn(message.turn);
    answer({ turned: message.turn });
  } else answer({ memory: memoryInUse() });
});
answer({ pid: process.pid });
await new Promise((resolve) => {
  lines.once('line', resolve);
  socket.once('close', resolve);
});
socket.unref();

function memoryInUse(): Memory {
  v8.setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  for (let times = 0; times < 3; times++) collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed + external };
}
