import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { hello, root, useHosts } from './hosts.ts';

const hosts = useHosts();

test('a host ends with its parent, even when that is killed', async () => {
  const appFolder = await hosts.stage(hello);
  const script = `
    import { startFunctionsHost } from '${pathToFileURL(join(root, 'infra/local/functions-host/start-functions-host.ts'))}';
    const { url } = await startFunctionsHost({ appFolder: '${appFolder}', settings: {} });
    console.log(url);
  `;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: parent.stdout }), 'line');
  const connection = connect(Number(new URL(url).port), '127.0.0.1');
  await once(connection, 'connect');
  connection.on('error', () => {});
  parent.kill('SIGKILL');
  await once(connection, 'close');
  await expect(fetch(`${url}/api/hello`)).rejects.toThrow();
});
