import { expect, test } from 'vitest';
import { httpFunctions } from '../../../src/functions/http.ts';
import { respondToUnknownRoute } from '../../../src/http/unknown-route.ts';
import { bodyOf, request } from './stub-app.ts';

const ask = (method: string, path: string) =>
  respondToUnknownRoute({ ...request(method, path), params: { path } }, httpFunctions(true));

test.each(['jobs/11111111-1111-4111-8111-111111111111', 'reports', '', 'jobs/a/b/c/d', 'jobs//x'])(
  'a path that no route has, such as %j, is 404, and says where the routes are listed',
  (path) => {
    const answer = ask('GET', path);
    expect([answer.status, bodyOf(answer).error]).toEqual([
      404,
      {
        code: 'RouteNotFound',
        message: `There is nothing at '/api/${path}': GET /api/openapi.json lists what there is.`,
      },
    ]);
  },
);

test.each([
  ['GET', 'poll', 'POST'],
  ['DELETE', 'jobs', 'GET, HEAD'],
  ['PUT', 'Jobs/x/y/transitions/', 'GET, HEAD'],
])('%s of %s is 405, and names the methods that it takes', (method, path, allow) => {
  const answer = ask(method, path);
  expect([answer.status, answer.headers.allow, bodyOf(answer).error.code]).toEqual([
    405,
    allow,
    'MethodNotAllowed',
  ]);
  expect(bodyOf(answer).error.message).toContain(`takes ${allow}, not ${method}`);
});

test('a path of any length and with any character is answered, and shown in part', () => {
  const answer = ask('GET', `\u202e${'x'.repeat(5000)}`);
  expect(answer.status).toBe(404);
  expect(bodyOf(answer).error.message.length).toBeLessThan(400);
});
