import { expect, test } from 'vitest';
import { startConnector } from '../support/connector.ts';
import { withCloud } from '../support/with-cloud.ts';

test('a setting that is almost known is in the log once, and in health and on the page all the time', async () => {
  await withCloud({}, async (cloud) => {
    const { host, poll, get } = await startConnector(cloud, {
      settings: { emit_changed: 'true', FOO__emit_changed: 'true' },
    });
    await poll();
    await poll();
    const warnings = host.logs.filter(({ message }) => message.startsWith('{"line":"misspelledSettings"'));
    expect(warnings.map(({ message }) => JSON.parse(message))).toEqual([
      {
        line: 'misspelledSettings',
        tenantId: cloud.tenantId,
        settings: [{ name: 'emit_changed', meant: 'EMIT_CHANGED' }],
      },
    ]);
    expect(await (await get('health')).json()).toMatchObject({
      status: 'warn',
      checks: {
        settings: {
          status: 'warn',
          message:
            '1 setting of the function app has a name that nothing reads: emit_changed (is EMIT_CHANGED meant?).',
          count: 1,
          sample: [{ name: 'emit_changed', meant: 'EMIT_CHANGED' }],
        },
      },
    });
    expect(await (await get('status', { accept: 'text/html' })).text()).toContain('is EMIT_CHANGED meant?');
  });
});
