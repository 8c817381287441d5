import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Certificate } from '../../../local/certificate.ts';
import { listen } from '../../../local/listen.ts';

/** What a caller of the app gets of Entra. */
export const tokenOfCallers = 'a.token.of-callers';

/** An answer of the stand-in: JSON unless it is a text. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What it answers; a test changes it, also while the program waits. */
export interface Answers {
  site: Answer;
  functions: Answer;
  settings: Answer;
  /** Of the app itself. */
  health: Answer;
  /** Of the app itself, to whoever brings `tokenOfCallers`. */
  withToken?: Answer;
  /** Others, by `GET /path`. */
  readonly more?: Readonly<Record<string, () => Answer>>;
}

export interface ResourceManagerStandIn {
  readonly url: string;
  readonly answers: Answers;
  /** As `GET /path`, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** As much of Azure Resource Manager, and of an app, as is asked after a deploy. Both answer at the same address. */
export async function startResourceManager(
  certificate: Certificate,
  id: string,
  answers: Answers,
): Promise<ResourceManagerStandIn> {
  const requests: string[] = [];
  const answerTo = ({ method, url = '', headers }: IncomingMessage): Answer => {
    const { pathname, searchParams } = new URL(url, 'https://localhost');
    requests.push(`${method} ${pathname}`);
    if (`${method} ${pathname}` === 'GET /api/health') {
      if (!headers.authorization) return answers.health;
      // A token of Resource Manager, which every other request brings, is not for the app.
      return headers.authorization === `Bearer ${tokenOfCallers}`
        ? (answers.withToken ?? refusal(500, 'NotAsked'))
        : refusal(500, 'TokenGivenAway');
    }
    if (!headers.authorization?.startsWith('Bearer ')) return refusal(401, 'AuthenticationFailed');
    if (!searchParams.has('api-version')) return refusal(400, 'MissingApiVersionParameter');
    if (`${method} ${pathname}` === `GET ${id}`) return answers.site;
    if (`${method} ${pathname}` === `GET ${id}/functions`) return answers.functions;
    if (`${method} ${pathname}` === `POST ${id}/config/appsettings/list`) return answers.settings;
    return answers.more?.[`${method} ${pathname}`]?.() ?? refusal(404, 'ResourceNotFound');
  };
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) =>
    send(answerTo(request), response),
  );
  const port = await listen(server, 0);
  return {
    url: `https://localhost:${port}`,
    answers,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An error in the form of Resource Manager. */
export function refusal(status: number, code: string, message = code): Answer {
  return { status, body: { error: { code, message } }, headers: { 'x-ms-correlation-request-id': 'c0ffee' } };
}

function send({ status, body, headers }: Answer, response: ServerResponse): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(text !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(text);
}
