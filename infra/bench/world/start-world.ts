import { startChild } from '../../local/process/child.ts';
import type { Change, FromWorld, ToWorld, WorldOptions } from './messages.ts';

export interface World {
  readonly env: Readonly<Record<string, string>>;
  /** All, the home tenant first. */
  readonly tenantIds: readonly string[];
  /** Of the home tenant, as the jobs are. */
  readonly principals: readonly string[];
  readonly jobs: readonly (readonly [string, string])[];
  /** Graph answers this much later, a batch as a whole. */
  delay(milliseconds: number): Promise<void>;
  change(change: Change): Promise<void>;
  /** Milliseconds from the last request to Graph to the last message that the bus accepted. */
  sinceRead(): Promise<number>;
  /** How many requests Table Storage has been sent. */
  tableRequests(): Promise<number>;
  /** Serves a staged app; gives its address and a key. */
  serve(appFolder: string): Promise<{ readonly url: string; readonly key: string }>;
  close(): Promise<void>;
}

/** A tenant of so many jobs on a local cloud, in a process of its own. */
export async function startWorld(jobs: number, options: WorldOptions = {}): Promise<World> {
  const child = startChild<FromWorld, ToWorld>({
    module: new URL('world.ts', import.meta.url),
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    onLine: (line) => process.stderr.write(`world: ${line}\n`),
  });
  let answer: (message: FromWorld) => void = () => {};
  child.onMessage((message) => answer(message));
  const ask = (message: ToWorld) =>
    Promise.race([
      new Promise<FromWorld>((resolve) => {
        answer = resolve;
        child.send(message);
      }),
      child.ended.then((how) => Promise.reject(new Error(`The simulators ended ${how}.`))),
    ]);
  const built = await ask({ kind: 'build', jobs, ...options });
  if (built.kind !== 'built') throw new Error('The simulators did not start.');
  return {
    env: built.env,
    tenantIds: built.tenantIds,
    principals: built.principals,
    jobs: built.jobs,
    async delay(milliseconds) {
      await ask({ kind: 'delay', milliseconds });
    },
    async change(change) {
      await ask({ kind: 'change', change });
    },
    async sinceRead() {
      const looked = await ask({ kind: 'look' });
      return looked.kind === 'done' ? looked.acceptedAt - looked.askedAt : Number.NaN;
    },
    async tableRequests() {
      const looked = await ask({ kind: 'look' });
      return looked.kind === 'done' ? looked.tableRequests : Number.NaN;
    },
    async serve(appFolder) {
      const served = await ask({ kind: 'serve', appFolder });
      if (served.kind !== 'served') throw new Error('The app was not served.');
      return served;
    },
    close: () => child.kill(),
  };
}
