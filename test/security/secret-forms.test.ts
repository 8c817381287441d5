import { expect, test } from 'vitest';
import { leaksIn } from './secret-forms.ts';

const value = 'aB3+/secret==\n"ö';
const secrets = [{ name: 'the key', value }];
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', `x${value}y`],
  ['in a URL', `?code=${encodeURIComponent(value)}&x=1`],
  ['in JSON', JSON.stringify({ value })],
  ['in hex', Buffer.from(value).toString('hex')],
  ['in base64', base64(value)],
  ['in base64 after one byte', base64(`x${value}`)],
  ['in base64 after two bytes', base64(`xy${value}z`)],
  ['in base64 of a header', base64(`user:${value}`)],
  ['in base64url', Buffer.from(`xy${value}`).toString('base64url')],
])('a secret is found %s', (_, text) => {
  expect(leaksIn([{ where: 'here', text }], secrets)).toMatchObject([{ name: 'the key', where: 'here' }]);
});

test('a token is found whoever made it, and nothing where there is nothing', () => {
  const token = `eyJhbGciOiJub25lIn0.${Buffer.from('{"tid":"x","oid":"y"}').toString('base64url')}.`;
  expect(leaksIn([{ where: 'here', text: `Bearer ${token}` }], [])).toMatchObject([{ name: 'a token' }]);
  expect(leaksIn([{ where: 'here', text: base64(token) }], [])).toMatchObject([{ name: 'a token' }]);
  expect(leaksIn([{ where: 'here', text: 'aB3 and nothing else' }], secrets)).toEqual([]);
});
