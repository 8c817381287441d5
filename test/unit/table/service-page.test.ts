import { expect, test } from 'vitest';
import { toStoredRow } from '../../../src/table/service-page.ts';

function columnOf(type: string, value: unknown): unknown {
  const keys = { PartitionKey: 'tenant', RowKey: 'a', 'odata.etag': 'W/"1"' };
  return toStoredRow({ ...keys, 'column@odata.type': type, column: value }).column;
}

test.each([
  ['Edm.Int64', '9007199254740993', 9007199254740993n],
  ['Edm.Binary', 'AQI=', Buffer.from([1, 2])],
  ['Edm.Double', 'NaN', 'NaN'],
  ['Edm.Double', 1.5, 1.5],
  ['Edm.Int64', null, null],
])('a column of type %s that holds %j is read as the client reads it', (type, value, read) => {
  expect(columnOf(type, value)).toEqual(read);
});

test.each(['Edm.Guid', 'Edm.DateTime', 'Edm.Strange'])('a column of type %s is no text', (type) => {
  expect(columnOf(type, '2026-03-10T00:00:00Z')).toBeUndefined();
});
