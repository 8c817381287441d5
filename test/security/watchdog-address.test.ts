import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startWatchdog } from '../support/start-watchdog.ts';
import { withCloud } from '../support/with-cloud.ts';
import { leaksIn } from './secret-forms.ts';
import { withTalkativeApp } from './staged-copy.ts';
import { startWitness } from './witness.ts';

test('what is secret of the address of the watchdog is let out nowhere, whatever becomes of the call', async () => {
  const watchdog = await startWatchdog();
  const [check, token] = [randomUUID(), randomUUID()];
  try {
    await withTalkativeApp('', (appFolder) =>
      withCloud({}, async (cloud) => {
        const address = `http://127.0.0.1:${watchdog.port}/${check}?token=${token}`;
        const witness = await startWitness(cloud, { appFolder, settings: { HEARTBEAT_URL: address } });
        const answers: (typeof watchdog.answer)[] = [
          (response) => void response.end('OK'),
          (response) => void response.writeHead(404).end(`no check ${check}`),
          (response) => void response.writeHead(302, { location: `/${check}/elsewhere` }).end(),
          (response) => void response.destroy(),
          () => {},
        ];
        for (const [index, answer] of answers.entries()) {
          watchdog.answer = answer;
          await witness.ask('poll', 'POST');
          await watchdog.called(index + 1);
        }
        const uncalled = () =>
          witness.host.logs.flatMap(({ message }) =>
            message.startsWith('{"line":"watchdogUncalled"') ? [JSON.parse(message).cause] : [],
          );
        await expect.poll(uncalled).toEqual(['http404', 'http302', 'ECONNRESET', 'timeout']);
        await watchdog.close();
        await witness.ask('poll', 'POST');
        await expect.poll(uncalled).toContain('ECONNREFUSED');
        for (const path of ['health', 'metrics', 'status', 'openapi.json']) await witness.ask(path);
        const secrets = [
          { name: 'the path', value: check },
          { name: 'the query', value: token },
        ];
        expect(leaksIn(witness.outlets(), secrets)).toEqual([]);
      }),
    );
  } finally {
    await watchdog.close();
  }
});
