import { expect, it } from 'vitest';
import { paintFor } from '../../start/paint.ts';

const terminal = { isTTY: true };

it('A begin is red and a clear green where a person looks', () => {
  const paint = paintFor(terminal, {});
  expect(paint('x', 'bad')).toBe('\u001b[31mx\u001b[39m');
  expect(paint('x', 'good')).toBe('\u001b[32mx\u001b[39m');
  expect(paint('x', 'plain')).toBe('x');
});

it.each([
  ['a pipe', {}, {}],
  ['NO_COLOR', terminal, { NO_COLOR: '1' }],
  ['a terminal that knows none', terminal, { TERM: 'dumb' }],
])('%s has no colours', (_, stream, env) => {
  expect(paintFor(stream, env)('x', 'bad')).toBe('x');
});
