import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../../../src/app.ts';
import { appOf, askApp } from '../../support/several-tenants.ts';
import type { TableRig } from '../../support/table-rig.ts';

export interface ServedRig {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The routes of a rig on a port, its clock and its table being the test's own. */
export function serveRig(rig: TableRig): Promise<ServedRig> {
  return serveApp(appOf([rig.app]));
}

export async function serveApp(app: App): Promise<ServedRig> {
  const server = createServer(({ url = '/', method = 'GET', headers }, response) => {
    const path = url.replace(/^\/api\//, '');
    askApp(app, { method, path, headers: { accept: headers.accept ?? '*/*' } }).then(
      (answer) => response.writeHead(answer.status, answer.headers).end(answer.body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
