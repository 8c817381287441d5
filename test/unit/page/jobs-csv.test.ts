import { describe, expect, test } from 'vitest';
import { serve } from '../../../src/http/errors.ts';
import { getStatus } from '../../../src/http/get-status.ts';
import { pageOfError } from '../../../src/http/pages.ts';
import { jobsCsv } from '../../../src/page/jobs-csv.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import { get, keptLog, stateOf, stubApp } from '../http/stub-app.ts';
import { advice, open, summary } from './hand-made.ts';

/** The lines of a table, each as its cells by the names of the columns. */
function readCsv(text: string): Record<string, string>[] {
  const [names = [], ...lines] = text
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"')),
    );
  return lines.map((cells) => Object.fromEntries(cells.map((cell, index) => [names[index] ?? '', cell])));
}

/** The cells of a line in a spreadsheet of the many languages whose lists have semicolons: there a quote counts only where a cell begins. */
function cellsAtSemicolons(line: string): string[] {
  return [...`;${line}`.matchAll(/;(?:"((?:[^"]|"")*)")?([^;]*)/g)].map(
    ([, quoted = '', rest = '']) => quoted.replaceAll('""', '"') + rest,
  );
}

describe('the jobs as CSV', () => {
  test('say of each job what the page says of it, and by which ids it is found', () => {
    const job = summary({
      state: 'halted',
      conditions: [open('halt', 'paused')],
      advice: [advice('halt', 'paused')],
    });
    const [line] = readCsv(jobsCsv([job]));
    expect(line).toMatchObject({
      Application: 'Salesforce',
      State: 'Stopped',
      Conditions: 'Stopped',
      Reason: 'paused',
      'Since (UTC)': '2026-03-08T12:00:00.000Z',
      'What is wrong': 'Somebody stopped provisioning. Nothing is lost: changes wait.',
      Stale: 'no',
      'Job ID': 'scim.1',
      'Object ID': '11111111-1111-4111-8111-111111111111',
      'Application ID': 'app-1',
    });
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1'])(
    'a name that begins like a formula stays a text: %j',
    (displayName) => {
      const [line] = readCsv(jobsCsv([summary({ displayName })]));
      expect(line?.Application).toMatch(/^'/);
    },
  );

  test.each(['20;=1+1;', '20; @SUM(A1);', '20;"-1;', '20;;+1;'])(
    'nor does a part of a text become one, where cells end at semicolons: %j',
    (errorCode) => {
      const [, line = ''] = jobsCsv([summary({ errorCode })]).split('\r\n');
      const cells = cellsAtSemicolons(line);
      expect(cells.length).toBeGreaterThan(2);
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@]/);
    },
  );

  test('quotes, commas and lines in a name break no cell', () => {
    const [line, ...more] = readCsv(jobsCsv([summary({ displayName: 'a "b", c\r\nd' })]));
    expect([line?.Application, more]).toEqual(['a "b", c d', []]);
  });

  const ask = (query: string) => {
    const app = stubApp([
      ...Array.from({ length: 120 }, (_, index) => stateOf(healthyJob(`well.${index}`))),
      stateOf(quarantinedJob(undefined, {}, 'ill')),
    ]);
    return serve(
      get(`status?${query}`),
      keptLog(),
      () => getStatus(get(`status?${query}`), app),
      pageOfError(get(`status?${query}`), ''),
    );
  };

  test('hold every job that the query asks for, whatever its page, in its order', async () => {
    const answer = await ask('$format=csv&page=2');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="provisioning-jobs-2026-03-10.csv"',
      'cache-control': 'no-store',
    });
    const lines = readCsv(answer.body ?? '');
    expect([lines.length, lines[0]?.['Job ID']]).toEqual([121, 'ill']);
    const ill = readCsv((await ask('$format=csv&state=quarantined')).body ?? '');
    expect(ill.map((line) => line['Job ID'])).toEqual(['ill']);
  });

  test('are asked for by a link of the list, with its search and its order', async () => {
    const { body } = await ask('q=well&sort=name&days=90');
    expect(body).toContain('href="status?q=well&amp;sort=name&amp;$format=csv">As CSV</a>');
    expect((await ask('')).body).toContain('href="status?$format=csv">As CSV</a>');
  });

  test('are the only other form', async () => {
    expect((await ask('$format=json')).status).toBe(400);
  });
});
