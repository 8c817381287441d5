import { expect, test } from 'vitest';
import { choosePort, remarkOnPort } from '../../start/ports.ts';

test('another port than the usual one is said, and why', () => {
  expect(remarkOnPort(7071, 0)).toBe(
    'Port 7071 is in use by another program: the connector takes a free one.',
  );
  expect(remarkOnPort(7071, 7071)).toBeUndefined();
});

test('any free port is taken as it was asked for', async () => {
  expect(await choosePort(0)).toBe(0);
});
