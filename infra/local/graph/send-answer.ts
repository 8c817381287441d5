import type { ServerResponse } from 'node:http';
import type { GraphAnswer } from './answer.ts';

/** A page as a gateway in front of the service sends one, with 200 all the same. */
const page =
  '<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>Try again.</body></html>';

/** Sends an answer, whole or spoilt as it says. */
export async function sendAnswer(response: ServerResponse, { status, headers, text, damage }: GraphAnswer) {
  if (damage === 'html') {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': page.length }).end(page);
    return;
  }
  const bytes = Buffer.from(text);
  const half = bytes.subarray(0, bytes.length / 2);
  if (damage === 'truncated') {
    response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
    // The half is on its way before the connection ends, so that it is seen.
    await new Promise<void>((resolve) => response.write(half, () => resolve()));
    response.destroy();
    return;
  }
  const sent = damage === 'halved' ? half : bytes;
  const length = status === 204 ? {} : { 'Content-Length': sent.length };
  response.writeHead(status, { ...headers, ...length }).end(sent);
}
