import { EventEmitter, once } from 'node:events';
import { bundled } from '../process/bundled.ts';
import { startChild } from '../process/child.ts';
import type { FromTables, ToTables } from './messages.ts';

/** Azurite in a process of its own, which ends with this one. */
export interface Service {
  /** Plain HTTP. */
  readonly port: number;
  /** Resolves when everything is on disk and the process is gone. */
  close(): Promise<void>;
}

/**
 * @param folder where the tables are kept; in memory without
 * @param env more variables of its process
 */
export async function startService(
  folder: string | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const output: string[] = [];
  const answers = new EventEmitter();
  const child = startChild<FromTables, ToTables>({
    module: await bundled(new URL('service.ts', import.meta.url)),
    env: { PATH: process.env.PATH, ...env },
    onLine: (line) => output.push(line),
  });
  child.onMessage((message) => answers.emit('answer', message));
  const answer = once(answers, 'answer').then(([message]): FromTables => message);
  child.send({ type: 'open', ...(folder !== undefined && { folder }) });
  const opened = await Promise.race([answer, child.ended]);
  if (typeof opened === 'string') throw new Error(`The table service ended ${opened}. ${output.join('\n')}`);
  if (opened.type === 'failed') {
    await child.kill();
    throw new Error(`The table service did not start: ${opened.message}`);
  }
  return {
    port: opened.port,
    async close() {
      child.send({ type: 'close' });
      await child.ended;
    },
  };
}
