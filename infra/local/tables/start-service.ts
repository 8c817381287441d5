import { EventEmitter, once } from 'node:events';
import { bundled } from '../process/bundled.ts';
import { type Child, startChild } from '../process/child.ts';
import type { FromTables, ToTables } from './messages.ts';

/** Azurite in another process, which ends with this one. */
export interface Service {
  /** Plain HTTP. */
  readonly port: number;
  /** Resolves when everything is on disk, and, where no other service is left, the process is gone. */
  close(): Promise<void>;
}

/** The process that keeps what was started without an environment of its own: half of a start is to load Azurite. */
let shared: ServiceProcess | undefined;

/**
 * @param folder where the tables are kept; in memory without
 * @param env more variables of its process, which is then its own
 */
export async function startService(
  folder: string | undefined,
  env?: Readonly<Record<string, string>>,
): Promise<Service> {
  if (env) return await new ServiceProcess(env).open(folder);
  if (!shared || shared.isOver) shared = new ServiceProcess({});
  return await shared.open(folder);
}

let kept: Promise<Service> | undefined;

/** Until this process ends, that of the tables outlives each of them, so that the next ones need not wait for another. */
export async function keepServiceProcess(): Promise<void> {
  kept ??= startService(undefined);
  await kept;
}

class ServiceProcess {
  readonly #output: string[] = [];
  readonly #answers = new EventEmitter();
  readonly #child: Promise<Child<FromTables, ToTables>>;
  #last = 0;
  #left = 0;
  #isGone = false;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = this.#start(env);
  }

  /** Whether its last service was closed, or it ended by itself. */
  get isOver(): boolean {
    return this.#isGone || (this.#last > 0 && this.#left === 0);
  }

  async open(folder: string | undefined): Promise<Service> {
    const number = ++this.#last;
    this.#left++;
    try {
      const opened = await this.#ask({ type: 'open', number, ...(folder !== undefined && { folder }) });
      if (opened.type !== 'open') throw new Error('The table service gave no port.');
      return { port: opened.port, close: () => this.#close(number) };
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  async #close(number: number): Promise<void> {
    await this.#ask({ type: 'close', number }).finally(() => this.#leave());
  }

  async #start(env: Readonly<Record<string, string>>): Promise<Child<FromTables, ToTables>> {
    const child = startChild<FromTables, ToTables>({
      module: await bundled(new URL('service.ts', import.meta.url)),
      env: { PATH: process.env.PATH, ...env },
      onLine: (line) => this.#output.push(line),
    });
    void child.ended.then(() => {
      this.#isGone = true;
    });
    child.onMessage((message) => this.#answers.emit(`${message.number}`, message));
    return child;
  }

  async #ask(message: ToTables): Promise<FromTables> {
    const child = await this.#child;
    const answer = once(this.#answers, `${message.number}`).then(([answer]): FromTables => answer);
    child.send(message);
    const answered = await Promise.race([answer, child.ended]);
    if (typeof answered === 'string')
      throw new Error(`The table service ended ${answered}. ${this.#output.join('\n')}`);
    if (answered.type === 'failed') throw new Error(`The table service failed: ${answered.message}`);
    return answered;
  }

  async #leave(): Promise<void> {
    if (--this.#left === 0) await (await this.#child).kill();
  }
}
