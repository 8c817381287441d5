import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/graph/answer.ts';
import { explain } from '../../../src/graph/explain.ts';

function answer(status: number, code?: string, message = ''): Answer {
  const body = code === undefined ? undefined : { error: { code, message } };
  return { kind: 'answer', at: '2026-03-01T08:00:00.000Z', status, header: () => undefined, body };
}

const role = 'Synchronization.Read.All';

describe('why something cannot be read', () => {
  it.each([
    [answer(401, 'UnknownError'), 'http401'],
    [answer(403, 'Authorization_RequestDenied', 'Insufficient privileges'), 'http403'],
    [answer(403), 'http403'],
  ])('names the missing role, how to grant it and how long that takes (%#)', (given, cause) => {
    const told = explain(given, role);
    expect(told.cause).toBe(cause);
    expect(told.detail).toMatch(/Synchronization\.Read\.All.*README, Consent.*a day/);
    expect(told.detail).toContain('Application.ReadWrite.OwnedBy does not help');
    expect(told.detail).not.toContain('…');
  });

  it('names the role that discovery needs', () => {
    const { detail } = explain(answer(403, 'Authorization_RequestDenied'), 'Application.Read.All');
    expect(detail).toContain('Application.Read.All');
    expect(detail).not.toContain('Synchronization.Read.All');
    expect(detail).not.toContain('OwnedBy');
  });

  it.each([
    answer(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
    answer(401, 'UnknownError', 'Something else'),
    answer(401),
  ])('speaks of the token at any other 401 (%#)', (given) => {
    const told = explain(given, role);
    expect(told.cause).toBe('http401');
    expect(told.detail).toMatch(/token.*GRAPH_CLOUD/);
    expect(told.detail).not.toContain(role);
  });

  it.each([
    [404, 'notFound'],
    [400, 'http400'],
    [429, 'http429'],
    [500, 'http500'],
    [501, 'http501'],
    [503, 'http503'],
    [204, 'http204'],
  ])('has a stable code: %s is %s', (status, cause) => {
    expect(explain(answer(status, 'SomeCode'), role).cause).toBe(cause);
  });

  it("is one bounded sentence, with Graph's code and none of its text", () => {
    const { detail } = explain(answer(400, `Bad\n${'x'.repeat(500)}`, 'request 42 at 10:15'), role);
    expect(detail.length).toBeLessThanOrEqual(300);
    expect(detail).not.toMatch(/\n|10:15/);
  });
});
