import { isJsonObject } from '../../../src/core/json.ts';
import type { HttpResponse } from '../../../src/http/response.ts';
import { expectSafeTexts } from '../expect-safe.ts';

/** 409 and 502 are of `POST poll` alone, 202 and 410 of the feed, and no 500 is among them. */
const documented = [200, 202, 304, 400, 404, 405, 409, 410, 502, 503];
const longestMessage = 1_000;

/**
 * @param secret what no part of the answer may hold
 * @throws unless the answer is one that is documented, in its shape and with headers that can be sent
 */
export function expectDocumented(
  { status, headers, body }: HttpResponse,
  method: string,
  secret: string,
): void {
  if (!documented.includes(status)) throw new Error(`the status is ${status}: ${body}`);
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\x20-\x7e]{0,300}$/.test(value))
      throw new Error(`the header ${name} is ${JSON.stringify(value)}`);
  }
  if (JSON.stringify([headers, body]).includes(secret)) throw new Error('the answer holds the secret');
  if (method === 'HEAD' || status === 304) {
    if (body !== undefined) throw new Error(`${status} to ${method} has a body`);
    return;
  }
  if (headers['content-type']?.startsWith('text/html')) {
    expectPage(body ?? '');
    return;
  }
  if (headers['content-type']?.startsWith('text/csv')) return;
  if (headers['content-type']?.startsWith('application/atom+xml')) {
    if (/\p{Cc}/u.test((body ?? '').replaceAll('\n', '')))
      throw new Error('the feed holds a control character');
    return;
  }
  // A workflow is told that there is nothing new by its status and where to ask next.
  if (status === 202 && body === undefined) {
    expectLink(headers.location);
    return;
  }
  const told: unknown = JSON.parse(body ?? '');
  if (!isJsonObject(told)) throw new Error('the body is no object');
  const code = headers['x-ms-error-code'];
  if ((status >= 400 && 'error' in told) !== (code !== undefined))
    throw new Error('an error without its code');
  if (code !== undefined) expectError(told.error, code);
  if (told.nextLink !== undefined) expectLink(told.nextLink);
}

function expectPage(page: string): void {
  if (!page.startsWith('<!doctype html>') || !page.trimEnd().endsWith('</html>'))
    throw new Error(`the page is cut: ${page.slice(0, 200)}`);
  if (/\p{Cc}/u.test(page.replaceAll('\n', ''))) throw new Error('the page holds a control character');
}

function expectError(error: unknown, code: string): void {
  if (!isJsonObject(error)) throw new Error('the error is no object');
  const { code: told, message, target = '', ...more } = error;
  if (
    told !== code ||
    typeof message !== 'string' ||
    typeof target !== 'string' ||
    Object.keys(more).length > 0
  )
    throw new Error(`the error is ${JSON.stringify(error)}`);
  if (message.length > longestMessage || target.length > 64) throw new Error('the error says too much');
  expectSafeTexts(error, 'the error');
}

function expectLink(link: unknown): void {
  const { origin } = new URL(String(link));
  if (origin !== 'https://contoso.azurewebsites.net') throw new Error(`a link leads to ${origin}`);
}
