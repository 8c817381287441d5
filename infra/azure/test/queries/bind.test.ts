import { expect, test } from 'vitest';
import { bind, bindInNewWorkspace } from './kusto.ts';
import { queryFiles, queryFilesOfSeveral } from './query-files.ts';

const forms = [
  ...queryFiles.map((file) => ({ ...file, of: 'one tenant' })),
  ...queryFilesOfSeveral.map((file) => ({ ...file, of: 'several tenants' })),
];

test.each(forms)('$name of $of means something in a workspace', ({ query }) => {
  expect(bind(query).problems).toEqual([]);
});

test.each(forms.filter(({ name }) => name.startsWith('queries/')))(
  '$name of $of means something in a workspace that has not seen a line yet',
  ({ query }) => {
    // The service warns of what a fuzzy union passes over, and goes on.
    const errors = bindInNewWorkspace(query).problems.filter((problem) => !problem.startsWith('Warning'));
    expect(errors).toEqual([]);
  },
);

test('a table that a new workspace does not have would be found', () => {
  for (const query of ['AppTraces | count', 'union AppTraces, (datatable(a: int)[])'])
    expect(bindInNewWorkspace(query).problems.join()).toMatch(/^Error at 'AppTraces'/);
});

test.each([
  ['a column that is not there', 'AppTraces | where Text has "x"', /'Text'/],
  ['a table that is not there', 'Traces | count', /'Traces'/],
  ['a function that is not there', 'AppTraces | extend a = parse_jsn(Message)', /parse_jsn/],
  ['a type that does not fit', 'AppTraces | where TimeGenerated > 5', /TimeGenerated|'>'|5/],
  ['a word that is not there', 'AppTraces | summarise count()', /summarise/],
])('%s would be found', (_, query, problem) => {
  expect(bind(query).problems.join('\n')).toMatch(problem);
});
