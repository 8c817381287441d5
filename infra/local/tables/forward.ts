import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** The way to Azurite. */
export interface Forward {
  /** Resolves with the head of the answer. */
  send(incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage>;
  close(): void;
}

/** Passes requests on to a local port over connections that stay, and says there by which scheme they came. */
export function createForward(port: number, scheme: 'http' | 'https'): Forward {
  const agent = new Agent({ keepAlive: true });
  return {
    async send(incoming, body) {
      const sent = request({
        host: '127.0.0.1',
        port,
        agent,
        method: incoming.method,
        path: incoming.url,
        headers: {
          ...endToEnd(incoming.headers),
          'x-forwarded-proto': scheme,
          ...(body.length > 0 && { 'content-length': body.length }),
        },
      });
      sent.end(body);
      const [answer] = await once(sent, 'response');
      return answer;
    },
    close: () => agent.destroy(),
  };
}

/** The headers that are not about one connection. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection, 'keep-alive': _, 'transfer-encoding': __, ...others } = headers;
  return others;
}
