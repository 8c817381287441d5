import { describe, expect, it } from 'vitest';
import { type FailureContext, failureCause } from '../../../src/graph/failure-cause.ts';
import type { GraphResponse } from '../../../src/graph/outcome.ts';

function answer(status: number, code?: string, message = '', authenticate?: string): GraphResponse {
  const body = code === undefined ? undefined : { error: { code, message } };
  const header = (name: string) => (name === 'www-authenticate' ? authenticate : undefined);
  return { kind: 'response', at: '2026-03-01T08:00:00.000Z', status, header, body };
}

const usual: FailureContext = {
  role: 'Synchronization.Read.All',
  ids: [],
  hasRead: false,
  includeErrorMessage: true,
};

const unlicensed = answer(403, 'Forbidden', 'Your tenant is not licensed for this feature.');

describe('why something cannot be read', () => {
  const bareRefusals: [GraphResponse, string][] = [
    [answer(401, 'UnknownError'), 'http401'],
    [answer(403, 'Authorization_RequestDenied', 'Insufficient privileges'), 'http403'],
    [answer(403), 'http403'],
  ];

  it.each(bareRefusals)(
    'names the missing role, how to grant it and how long that takes (%#)',
    (given, cause) => {
      const explained = failureCause(given, usual);
      expect(explained.cause).toBe(cause);
      expect(explained.detail).toMatch(/Most likely.*Synchronization\.Read\.All.*deploy\.md, Consent.*a day/);
      expect(explained.detail).toContain('Application.ReadWrite.OwnedBy does not help');
      expect(explained.detail).not.toContain('…');
    },
  );

  it.each(bareRefusals)('is not the role where the same token has read others (%#)', (given, cause) => {
    const explained = failureCause(given, { ...usual, hasRead: true });
    expect(explained.cause).toBe(cause);
    expect(explained.detail).toMatch(/not the app role.*Most likely the id is wrong.*WATCH.*exclude/);
    expect(explained.detail).not.toContain('Consent');
  });

  it('names the role that discovery needs', () => {
    const { detail } = failureCause(answer(403, 'Authorization_RequestDenied'), {
      ...usual,
      role: 'Application.Read.All',
    });
    expect(detail).toContain('Application.Read.All');
    expect(detail).not.toContain('Synchronization.Read.All');
    expect(detail).not.toContain('OwnedBy');
  });

  it.each([true, false])(
    'is the licence where Graph says so, before any guess (others read: %s)',
    (hasRead) => {
      const { cause, detail } = failureCause(unlicensed, { ...usual, hasRead });
      expect(cause).toBe('http403');
      expect(detail).toMatch(
        /^Graph answered 403 \(Forbidden\): "Your tenant is not licensed for this feature\." Most likely .*licence/,
      );
      expect(detail).not.toContain('role');
    },
  );

  it.each([
    answer(
      401,
      'InvalidAuthenticationToken',
      'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: LocationConditionEvaluationSatisfied',
    ),
    answer(401, 'InvalidAuthenticationToken', '', 'Bearer error="insufficient_claims", claims="e30="'),
  ])('knows a location policy by its challenge (%#)', (given) => {
    const { cause, detail } = failureCause(given, usual);
    expect(cause).toBe('http401');
    expect(detail).toMatch(/Most likely a Conditional Access location policy.*continuous access evaluation/);
    expect(detail).not.toContain('GRAPH_CLOUD');
  });

  it.each([
    answer(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
    answer(401, 'UnknownError', 'Something else'),
    answer(401),
  ])('speaks of the token at any other 401 (%#)', (given) => {
    const explained = failureCause(given, usual);
    expect(explained.cause).toBe('http401');
    expect(explained.detail).toMatch(/token.*GRAPH_CLOUD/);
    expect(explained.detail).not.toContain(usual.role);
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
    expect(failureCause(answer(status, 'SomeCode'), usual).cause).toBe(cause);
  });

  it('is bounded, in one line, and its advice is not cut off', () => {
    const long = answer(403, `Bad\n${'x'.repeat(500)}`, `Worse\n${'y '.repeat(5000)}`);
    const { detail } = failureCause(long, usual);
    expect(detail.length).toBeLessThanOrEqual(600);
    expect(detail).not.toContain('\n');
    expect(detail).toContain('y y y');
    expect(detail).toMatch(/does not help\.$/);
  });

  it("has Graph's code but not its message where messages are to be left out", () => {
    const { detail } = failureCause(unlicensed, { ...usual, includeErrorMessage: false });
    expect(detail).toContain('403 (Forbidden)');
    expect(detail).not.toContain('feature');
  });

  it('is the same for two that were refused alike: no ids asked for, ids of requests, dates or times', () => {
    const details = ['BoxOutDelta.1', 'scim.2'].map((id, index) => {
      const request = `0badcafe-0000-4000-8000-00000000000${index}`;
      const times = `3/${index + 1}/2026 8:0${index}:00 AM, 2026-03-0${index + 1}T08:00:00Z`;
      const message = `Job '${id}' is broken at ${times}, request ${request}.`;
      return failureCause(answer(400, 'Broken', message), { ...usual, ids: ['sp', id] }).detail;
    });
    expect(details[0]).toContain("Job '…' is broken at");
    expect(details[0]).toBe(details[1]);
  });
});
