import { expect, test } from 'vitest';
import { serve } from '../../../src/http/errors.ts';
import { getJob, respondToJobError } from '../../../src/http/get-job.ts';
import { withQuarantine } from '../../support/history.ts';
import { quarantinedJob } from '../../support/jobs.ts';
import { textOf } from '../page/page-text.ts';
import { bodyOf, keptLog, principal, request, stateOf, stubApp } from './stub-app.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

function ask(accept: string | undefined, path = `jobs/${principal}/scim.1`) {
  const raw = quarantinedJob();
  const doubt = {
    what: 'cleared',
    since: '2026-03-10T00:00:10.000Z',
    seenAt: '2026-03-10T00:00:00.000Z',
  } as const;
  const app = stubApp([{ ...withQuarantine(stateOf(raw), { doubt }), escrowsPruned: true }]);
  app.stub.bodies.set('scim.1', raw);
  const asked = request('GET', path, accept === undefined ? {} : { accept });
  return serve(asked, keptLog(), () => getJob(asked, app), respondToJobError(asked));
}

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/json, text/html', 'application/json'],
  ['text/html;q=0.5, application/json', 'application/json'],
  ['image/png', 'application/json'],
  ['', 'application/json'],
  [browser, 'text/html; charset=utf-8'],
  ['text/html', 'text/html; charset=utf-8'],
])('who accepts %s gets %s', async (accept, type) => {
  const { status, headers } = await ask(accept);
  expect([status, headers['content-type'], headers.vary]).toEqual([200, type, 'accept']);
});

test('a browser gets JSON where the link says so', async () => {
  expect(bodyOf(await ask(browser, `jobs/${principal}/scim.1?$format=json`))).toMatchObject({
    jobId: 'scim.1',
  });
  expect((await ask(browser, `jobs/${principal}/scim.1?$format=xml`)).status).toBe(400);
});

test('an unknown job is an error in the form in which the job was asked for', async () => {
  const path = `jobs/${principal}/other`;
  const page = await ask(browser, path);
  expect([page.status, page.headers['x-ms-error-code'], page.headers.vary]).toEqual([
    404,
    'JobNotFound',
    'accept',
  ]);
  expect(textOf(page)).toContain(`No job 'other' of service principal ${principal} is known`);
  const json = await ask(undefined, path);
  expect([json.status, bodyOf(json).error.code, json.headers.vary]).toEqual([404, 'JobNotFound', 'accept']);
});

test('the page of a job says why, what to mind, what was before, and what Graph gave', async () => {
  const answer = await ask(browser);
  const text = textOf(answer);
  expect(text).toContain('Quarantined');
  expect(text).toContain('The application cannot be reached, or refuses the connection');
  expect(text).toContain('Entra dropped errors of single objects');
  expect(text).toContain('One answer says that it may have recovered: the next check confirms it or not');
  expect(text).toContain('Still open');
  expect(text).toContain('&quot;seriesCount&quot;: 1');
  expect(answer.body).toContain(
    `href="https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${principal}/appId/app-1"`,
  );
  expect(answer.body).toContain('href="scim.1/transitions"');
});
