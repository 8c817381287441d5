import { expect, test } from 'vitest';
import { bind } from './kusto.ts';
import { queryFiles } from './query-files.ts';

test.each(queryFiles)('$name means something in a workspace', ({ query }) => {
  expect(bind(query).problems).toEqual([]);
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
