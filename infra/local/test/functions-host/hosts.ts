import { EventEmitter, on } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import {
  type FunctionsHost,
  type FunctionsHostOptions,
  type LogRecord,
  startFunctionsHost,
} from '../../functions-host/start-functions-host.ts';

export const root = join(import.meta.dirname, '../../../..');

/** The least that makes an app. */
export const hello = `app.http('hello', { handler: async () => ({ body: 'hello' }) });`;

export const everySecond = '* * * * * *';
export const newYear = '0 0 0 1 1 *';

export interface Hosts {
  /** Of this test file, gone after it. */
  readonly folder: string;
  /** A staged app as a build would leave it: one bundle with the real library in it. */
  stage(source: string, hostJson?: object): Promise<string>;
  /** Starts a host that the end of the tests ends. */
  start(appFolder: string, options?: Partial<FunctionsHostOptions>): Promise<FunctionsHost>;
  /** The next record, of any host of these tests, that has this message. */
  logged(message: string | RegExp): Promise<LogRecord>;
}

/** Hosts for the tests of one file. */
export function useHosts(): Hosts {
  let folder = '';
  let stagedApps = 0;
  const started: FunctionsHost[] = [];
  const records = new EventEmitter().setMaxListeners(0);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'functions-host-'));
  });
  afterAll(async () => {
    await Promise.all(started.map((host) => host.kill()));
    await rm(folder, { recursive: true });
  });

  return {
    get folder() {
      return folder;
    },
    async stage(source, hostJson = { version: '2.0' }) {
      stagedApps += 1;
      const appFolder = join(folder, String(stagedApps));
      await mkdir(appFolder);
      await build({
        stdin: {
          contents: `import { app } from '@azure/functions';\n${source}`,
          resolveDir: root,
          loader: 'ts',
        },
        outfile: join(appFolder, 'index.cjs'),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        external: ['@azure/functions-core'],
      });
      await writeFile(join(appFolder, 'package.json'), JSON.stringify({ main: 'index.cjs' }));
      await writeFile(join(appFolder, 'host.json'), JSON.stringify(hostJson));
      return appFolder;
    },
    async start(appFolder, options = {}) {
      const onLog = (record: LogRecord) => records.emit('record', record);
      const host = await startFunctionsHost({ appFolder, settings: {}, onLog, ...options });
      started.push(host);
      return host;
    },
    async logged(message) {
      for await (const [record] of on(records, 'record')) {
        if (typeof message === 'string' ? record.message === message : message.test(record.message))
          return record;
      }
      throw new Error('There are no more records.');
    },
  };
}
