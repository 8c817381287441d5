import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { deployment } from './deployment.ts';
import { homeTenantId, predict } from './predict.ts';

test('what is for several tenants changes nothing for one, whatever it is set to', async () => {
  const made = await predict({
    tenants: [{ id: homeTenantId, name: 'Home' }],
    graphAppId: '77777777-7777-4777-8777-777777777777',
    workQueueName: 'polls',
  });
  expect(made).toEqual(await deployment('public'));
});

/** Who changes a resource on purpose renews its line: `npm run check:azure -- -u`. */
test('each resource of one tenant stays as it is, to the byte', async () => {
  const lines = (await deployment('public')).map((resource) => {
    const hash = createHash('sha256').update(JSON.stringify(resource)).digest('hex');
    return `${hash.slice(0, 16)} ${resource.type} ${resource.name.replaceAll(/\[.*\]/g, '(computed)')}`;
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('one-tenant.snapshot');
});
