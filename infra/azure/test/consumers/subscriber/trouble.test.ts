import { expect, test } from 'vitest';
import { delayAfter, Troubles } from '../../../consumers/subscriber/trouble.ts';

const place = { namespace: 'contoso.servicebus.windows.net', topic: 'events', subscription: 'mine' };
const refused = new Error('ECONNREFUSED 10.0.0.1:5671');

test('waits double, up to five minutes', () => {
  expect([1, 2, 3, 9, 10, 99].map((failures) => delayAfter(failures) / 1000)).toEqual([
    1, 2, 4, 256, 300, 300,
  ]);
});

test('the same trouble is said again only when it was met twice as often', () => {
  const troubles = new Troubles(place);
  const said = Array.from({ length: 100 }, () => troubles.meet(refused)).flatMap(
    (trouble) => trouble?.times ?? [],
  );
  expect(said).toEqual([1, 2, 4, 8, 16, 32, 64]);
});

test('another trouble is said at once, and so is the same one after it had ended', () => {
  const troubles = new Troubles(place);
  for (const _ of [1, 2, 3]) troubles.meet(refused);
  expect(troubles.meet(new Error('the lock was lost'))).toMatchObject({ times: 1 });
  troubles.end();
  expect(troubles.meet(refused)).toMatchObject({ times: 1, why: refused.message });
});

test.each([
  ['getaddrinfo ENOTFOUND contoso.servicebus.windows.net', 'Error', /^There is no host contoso/],
  ['no token', 'CredentialUnavailableError', /^Nobody is signed in: run az login/],
  ['no token', 'AggregateAuthenticationError', /^Nobody is signed in/],
  ['something new', 'Error', /^Nothing can be read now/],
])('%s (%s) is said in words', (message, name, sentence) => {
  const error = Object.assign(new Error(message), { name });
  expect(new Troubles(place).meet(error)?.what).toMatch(sentence);
});
