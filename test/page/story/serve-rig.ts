import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RoutedRequest, TableRig } from '../../support/table-rig.ts';

export interface ServedRig {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The routes of a rig on a port, its clock and its table being the test's own. */
export async function serveRig(rig: TableRig): Promise<ServedRig> {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const headers = { accept: request.headers.accept ?? '*/*' };
    const { method = 'GET' } = request;
    rig.ask({ ...routeOf(pathname), method, query: search.slice(1), headers }).then(
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

function routeOf(pathname: string): RoutedRequest {
  const [, , route, servicePrincipalId, jobId, part] = pathname.split('/').map(decodeURIComponent);
  if (servicePrincipalId === undefined || jobId === undefined)
    return { route: route === 'status' || route === 'health' || route === 'poll' ? route : 'jobs' };
  return { route: part === 'transitions' ? part : 'job', params: { servicePrincipalId, jobId } };
}
