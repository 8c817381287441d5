import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { adviceIds } from '../../../../src/core/advice/advice.ts';
import { adviceTable, saidByTheNotice } from '../../consumers/advice-table.ts';

const table = adviceTable();

test('the sentences of the notices are those of the advice: after a change there, `npm run consumers` writes them anew', async () => {
  const file = await readFile(new URL('../../consumers/advice.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(table);
});

test('there are sentences for every advice, each with what to do first', () => {
  expect([...new Set(Object.keys(table).map((key) => key.split('.')[1]))].toSorted()).toEqual(
    adviceIds.toSorted(),
  );
  for (const [key, { first, firstByKind = {} }] of Object.entries(table))
    for (const sentence of [first, ...Object.values(firstByKind)])
      expect(sentence, key).toMatch(/\w{3}.*[.?]$/);
});

describe('a sentence', () => {
  const sentences = Object.entries(table).flatMap(([key, { what, first, firstByKind = {} }]) =>
    [what, first, ...Object.values(firstByKind)].map((sentence) => [key, sentence] as const),
  );

  test('points at nothing that is on the page only, and has no value of some job', () => {
    for (const [key, sentence] of sentences) expect(sentence, key).not.toMatch(/below|undefined|NaN|UTC|^\W/);
  });

  test('is shown in a card as it is: nothing of it is markup, nor an expression of a workflow', () => {
    for (const [key, sentence] of sentences) expect(sentence, key).not.toMatch(/[*_[\]`@<{}]/);
  });

  test('leaves out what the notice says with numbers, and each of these is a sentence of the advice', () => {
    const texts = sentences.map(([, sentence]) => sentence).join(' ');
    for (const said of saidByTheNotice) expect(texts).not.toContain(said);
    expect(table['overdue.lateNotRunning']?.what).toBe('');
    expect(table['overdue.lateInitial']?.what).toMatch(/^20 minutes/);
    expect(table['overdue.lateBacklog']?.what).toBe('');
    expect(table['failures.failingObjects']?.what).toMatch(/^Entra considers quarantine/);
  });
});
