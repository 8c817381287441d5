import { describe, expect, it } from 'vitest';
import { batchOf, outcomesOf } from '../../../src/graph/batch-body.ts';
import type { GraphResponse } from '../../../src/graph/outcome.ts';

const at = '2026-03-01T08:00:00.000Z';

function answer(body: unknown, status = 200): GraphResponse {
  return { kind: 'response', at, status, header: () => undefined, body };
}

describe('a batch', () => {
  it('has unique ids and URLs relative to the version', () => {
    expect(batchOf(['servicePrincipals/a', 'servicePrincipals/b'])).toEqual({
      requests: ['a', 'b'].map((id, place) => ({
        id: String(place),
        method: 'GET',
        url: `/servicePrincipals/${id}`,
        headers: { Accept: 'application/json', 'x-ms-throttle-priority': 'low' },
      })),
    });
  });
});

describe('the answer to a batch', () => {
  const responses = [
    { id: '1', status: 429, headers: { 'RETRY-after': 7 }, body: {} },
    { id: '0', status: 200, headers: { 'Retry-After': '9' }, body: { value: [] } },
  ];

  it.each([200, 424])('is taken apart by id, whatever its order and when its own status is %s', (status) => {
    expect(outcomesOf(answer({ responses }, status), 2)).toMatchObject([
      { status: 200, body: { value: [] }, at },
      { status: 429 },
    ]);
  });

  it('has headers inside whose names are in any case and whose values may be numbers', () => {
    const headers = outcomesOf(answer({ responses }), 2).map(
      (outcome) => outcome.kind === 'response' && outcome.header('retry-After'),
    );
    expect(headers).toEqual(['9', '7']);
  });

  it('without one of its requests says so of that one alone', () => {
    expect(outcomesOf(answer({ responses }), 3)).toMatchObject([
      { status: 200 },
      { status: 429 },
      { kind: 'noResponse', cause: { cause: 'batchMissing' }, remedy: 'alone' },
    ]);
  });

  it.each([
    ['answers a request twice', [...responses, { id: '0', status: 404 }]],
    ['has a status that is no number', [{ id: '0', status: '200', body: { value: [] } }]],
  ])('is not believed where it %s', (_, given) => {
    expect(outcomesOf(answer({ responses: given }), 1)).toMatchObject([
      { cause: { cause: 'malformed' }, remedy: 'alone' },
    ]);
  });

  it('passes over members that are no answers', () => {
    expect(outcomesOf(answer({ responses: [null, 'text', ...responses] }), 1)).toMatchObject([
      { status: 200 },
    ]);
  });

  it.each([undefined, [], {}, { responses: {} }])('with the body %j is malformed for each', (body) => {
    expect(outcomesOf(answer(body), 2)).toMatchObject(
      Array(2).fill({ cause: { cause: 'malformed' }, remedy: 'alone' }),
    );
  });

  it.each([401, 404, 424, 429, 503])('with status %s and no answers inside is that of each', (status) => {
    expect(outcomesOf(answer({ error: {} }, status), 2)).toMatchObject([{ status }, { status }]);
  });
});
