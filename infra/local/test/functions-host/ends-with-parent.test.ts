import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { hello, root, useHosts } from './hosts.ts';

const hosts = useHosts();
const moduleUrl = (path: string) => pathToFileURL(join(root, path)).href;

test('a host ends with its parent, even when that is killed', async () => {
  const { parent, pid } = await parentOf(await hosts.stage(hello));
  parent.kill('SIGKILL');
  await gone(pid);
});

test('a host whose app never lets go of its thread ends with its parent all the same', async () => {
  const source = `app.http('spins', { handler: () => { console.log('spinning'); for (;;); } });`;
  const { parent, pid, url } = await parentOf(await hosts.stage(source));
  const answer = expect(fetch(`${url}/api/spins`)).rejects.toThrow();
  // Its output is written at once, and read by the parent, which prints it.
  await once(createInterface({ input: parent.stdout ?? process.stdin }), 'line');
  parent.kill('SIGKILL');
  await gone(pid);
  await answer;
});

test('Ctrl-C, which every process of a terminal gets, leaves the end to the parent, and nothing behind', async () => {
  const { parent, pid, url } = await parentOf(await hosts.stage(hello), { hasOwnGroup: true });
  process.kill(pid, 'SIGINT');
  expect(await (await fetch(`${url}/api/hello`)).text()).toBe('hello');
  if (parent.pid === undefined) throw new Error('The parent has no number.');
  process.kill(-parent.pid, 'SIGINT');
  await once(parent, 'exit');
  await gone(pid);
});

test('a child whose parent is killed before it has begun ends as well', async () => {
  const childFile = join(hosts.folder, 'child.ts');
  const busy = `import { endWithParent } from '${moduleUrl('infra/local/process/child.ts')}';
    endWithParent();
    setInterval(() => {}, 1000);`;
  await writeFile(childFile, busy);
  const parent = run(`
    import { writeSync } from 'node:fs';
    import { startChild } from '${moduleUrl('infra/local/process/child.ts')}';
    const module = new URL('${pathToFileURL(childFile).href}');
    const child = startChild({ module, env: { PATH: process.env.PATH }, onLine() {} });
    writeSync(1, child.pid + '\\n');
    process.kill(process.pid, 'SIGKILL');
  `);
  const [pid] = await once(createInterface({ input: parent.stdout ?? process.stdin }), 'line');
  await gone(Number(pid));
});

/** A process that has started a host, and prints what that prints. */
async function parentOf(appFolder: string, options: { hasOwnGroup?: boolean } = {}) {
  const parent = run(
    `
    import { startFunctionsHost } from '${moduleUrl('infra/local/functions-host/start-functions-host.ts')}';
    const { url, pid } = await startFunctionsHost({
      appFolder: '${appFolder}',
      settings: {},
      onLog: ({ category, message }) => { if (category === 'Host.Function.Console') console.log(message); },
    });
    console.log(url + ' ' + pid);
  `,
    options,
  );
  const [line] = await once(createInterface({ input: parent.stdout ?? process.stdin }), 'line');
  const [url, pid] = String(line).split(' ');
  return { parent, url, pid: Number(pid) };
}

function run(script: string, { hasOwnGroup = false } = {}): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: hasOwnGroup,
  });
}

/** Nothing tells a process of the end of another that is not its child: this one has to ask. */
async function gone(pid: number): Promise<void> {
  const isThere = () => process.kill(pid, 0);
  await vi.waitFor(() => expect(isThere).toThrow('ESRCH'), { timeout: 60_000, interval: 50 });
}
