import { expect, it } from 'vitest';
import { fromChunks, toChunks } from '../../../src/table/body.ts';

const loneSurrogate = /\p{Cs}/u;

it.each([0, 1])(
  'cuts a long text into columns below 64 KiB, never through a code point (%i before it)',
  (before) => {
    const text = `${'-'.repeat(before)}${'😀'.repeat(40_000)}`;
    const columns = toChunks('job', text);

    const texts = Object.values(columns).filter((value) => typeof value === 'string');
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((part) => part.length * 2 >= 65_536 || loneSurrogate.test(part))).toEqual([]);
    expect(fromChunks('job', columns)).toBe(text);
  },
);

it('reads nothing of a text that lacks a part', () => {
  const { job1: _, ...rest } = toChunks('job', 'x'.repeat(70_000));
  expect(fromChunks('job', rest)).toBeUndefined();
});

it('does not read the parts that a longer text left behind', () => {
  expect(fromChunks('job', { ...toChunks('job', 'x'.repeat(70_000)), ...toChunks('job', 'short') })).toBe(
    'short',
  );
});
