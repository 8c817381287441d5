import { expect, test } from 'vitest';
import { useHosts } from './hosts.ts';

const hosts = useHosts();

test('each line of a function is logged between the start and the end of its invocation', async () => {
  const host = await hosts.start(
    await hosts.stage(`
      app.http('talks', { handler: async (request, context) => {
        console.log('to the console');
        context.log('read', 3, { jobs: 1 });
        context.warn('careful');
        return { body: context.invocationId };
      } });
    `),
  );
  const execution = host.nextExecution('talks');
  const onConsole = hosts.logged('to the console');
  const invocationId = await (await fetch(`${host.url}/api/talks`)).text();
  await execution;
  const lines = host.logs.filter((record) => record.invocationId === invocationId);
  expect(lines).toEqual([
    expect.objectContaining({ category: 'Function.talks', level: 'information' }),
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'information',
      category: 'Function.talks.User',
      invocationId,
      message: 'read 3 { jobs: 1 }',
    },
    expect.objectContaining({ category: 'Function.talks.User', level: 'warning', message: 'careful' }),
    expect.objectContaining({
      category: 'Function.talks',
      result: 'succeeded',
      milliseconds: expect.any(Number),
    }),
  ]);
  // The platform cannot tell to which invocation such a line belongs.
  expect(await onConsole).toEqual({
    time: expect.any(String),
    level: 'information',
    category: 'Host.Function.Console',
    message: 'to the console',
  });
});
