import { request } from 'node:https';
import { json, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import { createToken } from '../../../local/identity/token.ts';
import { startTables, type Tables } from '../../../local/tables/start-tables.ts';
import { clientWithKey } from '../../../local/test/tables/table-client.ts';
import { eventText } from './every-event.ts';
import { type Answer, OnCallWorld } from './on-call-world.ts';
import type { Call } from './workflow/perform-action.ts';

const certificate = useCertificate();
let tables: Tables;
beforeAll(async () => {
  tables = await startTables({ certificate: certificate() });
  await clientWithKey(tables, 'OnCallnight', certificate().cert).createTable();
});
afterAll(() => tables.close());

/** Asks the real service, with a token for what the call names. */
async function ask({ method, uri, headers, body, authentication }: Call): Promise<Answer> {
  const url = uri.replace('https://st.table.example', tables.url);
  const token = createToken({
    tenantId: '11111111-2222-3333-4444-555555555555',
    audience: z.object({ audience: z.string() }).parse(authentication).audience,
    clientId: 'client',
    principalId: 'principal',
    roles: [],
    issuedAt: new Date(),
    lifetimeSeconds: 3600,
  });
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method,
        ca: certificate().cert,
        headers: { ...headers, Authorization: `Bearer ${token.value}` },
      },
      async (answer) => {
        const { statusCode: status = 0 } = answer;
        resolve(status === 204 ? { status, body: await text(answer) } : { status, body: await json(answer) });
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('what is handled is kept in a real table, and asked there', async () => {
  const asked: Promise<Answer>[] = [];
  const world = new OnCallWorld('pagerduty', {
    fault: (call) => {
      if (!call.action.endsWith('_handled')) return undefined;
      const answer = ask(call);
      asked.push(answer);
      return answer;
    },
  });
  const statuses = async () => (await Promise.all(asked.splice(0))).map(({ status }) => status);
  const changed = eventText('quarantine.changed', {}, { sequence: '1772352306' });

  await world.handle(eventText('quarantine.began', {}, { sequence: '1772352305' }));
  expect(await statuses()).toEqual([200, 204]);
  await world.handle(changed, changed, eventText('quarantine.began', {}, { sequence: '1772352305' }));
  expect(await statuses()).toEqual([200, 204, 200, 200]);
  expect(world.receiver.incidents.map(({ requests }) => requests.length)).toEqual([2]);
  expect(world.subscription.waiting).toEqual([]);
});
