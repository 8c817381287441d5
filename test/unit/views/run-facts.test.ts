import { describe, expect, test } from 'vitest';
import { retriesOf, runFactsOf } from '../../../src/views/run-facts.ts';

const nothing = {
  state: undefined,
  began: undefined,
  ended: undefined,
  imported: undefined,
  exported: undefined,
  failed: undefined,
  inScope: undefined,
  error: undefined,
  succeededAt: undefined,
  wroteAt: undefined,
  failuresInARow: undefined,
  entries: [],
  domain: undefined,
};

describe('what a body says of the runs of its job', () => {
  test('is read out of the members in which Graph gives it', () => {
    const body = {
      status: {
        countSuccessiveCompleteFailures: 2,
        lastExecution: {
          state: 'EntryLevelErrors',
          timeBegan: '2026-03-09T23:48:00.116098Z',
          timeEnded: '2026-03-09T23:50:00.7488681Z',
          countImported: 40,
          countExported: '12',
          countEscrowed: 3,
          countEntitledForProvisioning: 37,
          error: { code: 'Some', message: ' went wrong ' },
        },
        lastSuccessfulExecution: { timeEnded: '2026-03-08T10:00:00Z' },
        lastSuccessfulExecutionWithExports: { timeEnded: '2026-03-07T10:00:00Z' },
        synchronizedEntryCountByType: [
          { key: 'group to Group', value: 33 },
          { key: 'user to User', value: 3 },
        ],
      },
      synchronizationJobSettings: [
        { name: 'DomainNetBios', value: 'CONTOSO' },
        { name: 'DomainFQDN', value: 'contoso.com' },
      ],
    };
    expect(runFactsOf(body)).toEqual({
      state: 'EntryLevelErrors',
      began: '2026-03-09T23:48:00.000Z',
      ended: '2026-03-09T23:50:00.000Z',
      imported: 40,
      exported: 12,
      failed: 3,
      inScope: 37,
      error: { code: 'Some', message: 'went wrong' },
      succeededAt: '2026-03-08T10:00:00.000Z',
      wroteAt: '2026-03-07T10:00:00.000Z',
      failuresInARow: 2,
      entries: [
        { key: 'group to Group', count: 33 },
        { key: 'user to User', count: 3 },
      ],
      domain: 'contoso.com',
    });
  });

  test.each([
    null,
    {},
    { status: null, synchronizationJobSettings: null },
    { status: { lastExecution: null, synchronizedEntryCountByType: null, lastSuccessfulExecution: 'x' } },
    {
      status: {
        lastExecution: {
          state: ' ',
          timeBegan: '0001-01-01T00:00:00Z',
          countImported: -1,
          countExported: 1.5,
        },
        synchronizedEntryCountByType: [null, {}, { key: '', value: 1 }, { key: 'user', value: 'many' }],
      },
      synchronizationJobSettings: [null, { name: 'DomainFQDN', value: ' ' }],
    },
  ])('is nothing where it is missing or malformed: %j', (body) => {
    expect(runFactsOf(body)).toEqual(nothing);
  });

  test('are retries, as the quarantine counts them', () => {
    expect([retriesOf({ seriesCount: 6 }), retriesOf({ seriesCount: '7' })]).toEqual([6, 7]);
    expect([retriesOf(null), retriesOf({}), retriesOf({ seriesCount: {} })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
