import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';

const id = '11111111-1111-4111-8111-111111111111';
const documented = [200, 304, 400, 401, 403, 404, 405, 409, 503];
/** Node's own, before the host sees the request: headers that are too long, and what is no HTTP. */
const ofNode = [400, 431];

/** Paths below `/api/`, as they stand on the wire. */
const paths = [
  'jobs/%',
  'jobs/%00',
  `jobs/${id}/%00%1b%5b31m`,
  `jobs/${id}/%0d%0aSet-Cookie:%20a=b`,
  `jobs/${id}/%2e%2e%2f%2e%2e`,
  `jobs/${id}/..%5c..%5c`,
  `jobs/${id}/%252e%252e`,
  `jobs/${id}/%ff%fe`,
  `jobs/${id}/%ed%a0%80`,
  `jobs/${id}/%c0%af`,
  `jobs/${id}/__proto__`,
  `jobs/${id}/constructor/transitions`,
  `jobs/${id}/a%2fb/transitions`,
  `jobs/${id}/${'x'.repeat(7_000)}`,
  `jobs/'%20or%201%20eq%201/x`,
  `jobs/${id}/x'%20or%20'1'%20eq%20'1`,
  'jobs?state=quarantined&state=healthy',
  'jobs?state[]=x&__proto__[polluted]=1',
  'jobs?$skiptoken=bGF0ZXN0fA&maxpagesize=1',
  'jobs?$skiptoken=%ff&%00=%0d%0a',
  'jobs?$top=99999999999999999999',
  'jobs?maxpagesize=1e9',
  'jobs?&&&=%',
  '//jobs',
  './jobs',
  'jobs/../../admin/host/status',
  'JOBS',
  'health?verbose=1',
  'poll',
];

const headers: readonly Readonly<Record<string, string>>[] = [
  { 'if-none-match': 'W/"'.padEnd(8_000, 'x') },
  { 'if-none-match': '*' },
  { 'x-ms-client-principal': 'A'.repeat(4_000), 'x-ms-client-principal-name': '\u00ff' },
  { host: 'evil.example', 'x-forwarded-host': '"><script>' },
  { 'x-functions-key': 'wrong' },
  { cookie: 'x'.repeat(20_000) },
];

/** One request whose path is sent as it is, which `fetch` would not do. */
function ask(port: string, path: string, more: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; raw: readonly string[]; text: string }>((resolve, reject) => {
    const sent = request({ port, path, headers: more, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, raw: answer.rawHeaders, text }));
    });
    sent.on('error', reject).end();
  });
}

test('whatever comes over the wire, the host and the functions answer as documented', {
  timeout: 60_000,
}, async () => {
  await withCloud({}, async (cloud) => {
    const { host } = await startConnector(cloud);
    const { port } = new URL(host.url);
    const plain = paths.map((path) => [path, {}] as const);
    const dressed = headers.flatMap((more) => ['jobs', `jobs/${id}/x`].map((path) => [path, more] as const));
    for (const [path, more] of [...plain, ...dressed]) {
      const { status, raw, text } = await ask(port, `/api/${path}`, {
        'x-functions-key': host.functionKey,
        ...more,
      });
      expect([path, [...documented, ...ofNode].includes(status), status]).toEqual([path, true, status]);
      expect(raw.filter((part) => /[^\x20-\x7e]/.test(part) || part.length > 500)).toEqual([]);
      expect(raw.map((name) => name.toLowerCase())).not.toContain('set-cookie');
      expect(text).not.toContain(host.functionKey);
      expect(text.length).toBeLessThan(10_000);
      if (!text.startsWith('{') || status < 400) continue;
      expect(JSON.parse(text).error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    }
    // It lives.
    expect((await ask(port, '/api/jobs', { 'x-functions-key': host.functionKey })).status).toBe(200);
    const failed = host.logs.filter(({ result }) => result === 'failed');
    expect(failed).toEqual([]);
  });
});
