import { describe, expect, it } from 'vitest';
import { token } from './tokens.ts';
import { app, awsJob, jobsOf, useGraph } from './use-graph.ts';

const rig = useGraph();

describe('tokens and roles', () => {
  it.each([
    ['no token', '', 'Access token is empty.'],
    ['something that is no token', 'abc', 'CompactToken parsing failed with error code: 80049217'],
    [
      'an expired token',
      () => token({ lifetimeSeconds: -1 }),
      'Lifetime validation failed, the token is expired.',
    ],
    [
      'a token for another service',
      () => token({ audience: 'https://storage.azure.com' }),
      'Access token validation failure. Invalid audience.',
    ],
    [
      'a token of another tenant',
      () => token({ tenantId: app }),
      'Access token validation failure. Invalid tenant.',
    ],
  ])('refuses %s with 401 InvalidAuthenticationToken', async (_, given, message) => {
    const answer = await rig.ask(jobsOf(app), { token: typeof given === 'string' ? given : given() });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toMatchObject({ code: 'InvalidAuthenticationToken', message });
  });

  it('takes the audience it is told, with or without a slash', async () => {
    const other = await rig.start({ audience: 'https://rig.graph.microsoft.us' });
    const answer = await rig.ask(jobsOf(app), {
      on: other,
      token: token({ audience: 'https://rig.graph.microsoft.us/' }),
    });
    expect(answer.status).toBe(200);
  });

  it('answers jobs without Synchronization.Read.All with 401 UnknownError and an empty message', async () => {
    const answer = await rig.ask(jobsOf(app), { token: token({ roles: ['Application.Read.All'] }) });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toMatchObject({ code: 'UnknownError', message: '' });
  });

  it('answers principals without Application.Read.All with 403 Authorization_RequestDenied', async () => {
    const onlyJobs = token({ roles: ['Synchronization.Read.All'] });
    const answer = await rig.ask('/v1.0/servicePrincipals', { token: onlyJobs });
    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('Authorization_RequestDenied');
    expect((await rig.ask(jobsOf(app), { token: onlyJobs })).status).toBe(200);
  });
});

describe('every answer', () => {
  it('echoes the client-request-id and names its own, in headers and in the error body', async () => {
    const answer = await rig.ask('/v1.0/nothing', { headers: { 'client-request-id': 'mine' } });
    expect(answer.header('client-request-id')).toBe('mine');
    const requestId = answer.header('request-id');
    expect(answer.json.error).toEqual({
      code: 'BadRequest',
      message: "Resource not found for the segment 'nothing'.",
      innerError: {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
        'request-id': requestId,
        'client-request-id': 'mine',
      },
    });
  });

  it.each([
    ['/v2.0/servicePrincipals', 400],
    [`/v1.0/servicePrincipals/${app}/owners`, 400],
    [`/v1.0/servicePrincipals/${app}/synchronization/templates`, 400],
    [`${jobsOf(app)}/x/schema`, 400],
    [`${jobsOf(app)}?$expand=schema`, 400],
    ['/v1.0/servicePrincipals/%E0%A4%A', 400],
  ])('answers %s, which is not served, with %i and an error of Graph', async (path, status) => {
    const answer = await rig.ask(path);
    expect(answer.status).toBe(status);
    expect(answer.json.error.code).toBe('BadRequest');
  });

  it('takes no other method than GET', async () => {
    expect((await rig.ask(`${jobsOf(app)}/${awsJob}`, { method: 'DELETE' })).status).toBe(405);
  });
});
