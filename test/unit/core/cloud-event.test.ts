import { describe, expect, test } from 'vitest';
import { type ProvisioningEvent, toEvent } from '../../../src/core/cloud-event.ts';
import type { EventOptions } from '../../../src/core/event-data.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Transition, TransitionOf } from '../../../src/core/transition.ts';
import { episode1, History } from '../../support/history.ts';
import { healthyJob, noInterval, quarantine, quarantinedJob, series1 } from '../../support/jobs.ts';

const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://connector.example',
  includeErrorMessage: true,
};

function bodyOf(event: ProvisioningEvent): JsonObject & { data: JsonObject } {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(event.body));
}

function began(raw = quarantinedJob(), minute = 0): Transition {
  const [transition] = new History().read(minute, raw);
  if (!transition) throw new Error('nothing began');
  return transition;
}

/** The begin of a quarantine with other members. */
function quarantineTransition(more: Partial<TransitionOf<'quarantine'>>): Transition {
  const transition = began();
  if (transition.condition !== 'quarantine') throw new Error('no quarantine began');
  return Object.assign({}, transition, more);
}

function cleared(): Transition {
  const job = new History();
  job.read(0, quarantinedJob());
  job.read(5, healthyJob());
  const [transition] = job.read(10, healthyJob());
  if (!transition) throw new Error('nothing cleared');
  return transition;
}

describe('the envelope', () => {
  test('is a structured CloudEvent whose attributes are repeated in the properties of the message', () => {
    const event = toEvent(began(), eventOptions);
    const { data: _, datacontenttype, ...attributes } = bodyOf(event);
    expect(datacontenttype).toBe('application/json');
    expect(attributes).toEqual({
      specversion: '1.0',
      id: event.id,
      type: 'entra.provisioning.quarantine.began',
      source: `/tenants/${eventOptions.tenantId}/servicePrincipals/11111111-1111-4111-8111-111111111111/synchronization/jobs/scim.1`,
      subject: 'Salesforce',
      time: episode1,
      recordedtime: History.arrival(0),
      sequence: '1773100801',
      dataschema: 'urn:entra:provisioning:quarantine:began:v1',
    });
    for (const [name, value] of Object.entries(attributes)) {
      expect(event.applicationProperties[`cloudEvents_${name}`]).toBe(value);
    }
    expect(event.contentType).toBe('application/cloudevents+json; charset=utf-8');
  });

  test('names the reason, the error and the application in properties that filters can see', () => {
    expect(toEvent(began(), eventOptions).applicationProperties).toMatchObject({
      tenantId: eventOptions.tenantId,
      servicePrincipalId: '11111111-1111-4111-8111-111111111111',
      jobId: 'scim.1',
      templateId: 'scim',
      reason: 'EncounteredQuarantineException',
      errorCode: 'InvalidCredentials',
    });
    expect(toEvent(cleared(), eventOptions).applicationProperties.cause).toBe('recovered');
  });

  test('has no property that says nothing', () => {
    const { applicationProperties } = toEvent(
      began(quarantinedJob(series1, { reason: '', error: null })),
      eventOptions,
    );
    expect(Object.keys(applicationProperties)).not.toContain('reason');
    expect(Object.keys(applicationProperties)).not.toContain('errorCode');
    expect(Object.keys(applicationProperties)).not.toContain('cause');
  });

  test('is the same to the byte when it is made again', () => {
    expect(toEvent(began(), eventOptions)).toEqual(toEvent(began(), eventOptions));
  });

  test.each([
    ['in the same digits', quarantinedJob()],
    ['in the digits of another replica', quarantinedJob('2026-03-01T08:00:00.123Z')],
    [
      'after a retry moved the current quarantine',
      quarantinedJob(series1, { currentBegan: '2026-03-04T08:00:00Z', seriesCount: 4 }),
    ],
  ])('is of the same episode and of a new id when it is told again after a lost table, %s', (_, raw) => {
    const [first, again] = [toEvent(began(), eventOptions), toEvent(began(raw, 500), eventOptions)];
    expect(bodyOf(again).data.episode).toBe(bodyOf(first).data.episode);
    expect(again.correlationId).toBe(first.correlationId);
    expect(again.sessionId).toBe(first.sessionId);
    expect(again.id).not.toBe(first.id);
    expect(Number(bodyOf(again).sequence)).toBeGreaterThan(Number(bodyOf(first).sequence));
  });

  test('has an id that differs with the tenant, the principal, the job, the sequence and the kind', () => {
    const clear = cleared();
    const others: [Transition, EventOptions][] = [
      [clear, eventOptions],
      [clear, { ...eventOptions, tenantId: '88888888-8888-4888-8888-888888888888' }],
      [{ ...clear, servicePrincipalId: '22222222-2222-4222-8222-222222222222' }, eventOptions],
      [{ ...clear, jobId: 'scim.2' }, eventOptions],
      [{ ...clear, sequence: Number(clear.sequence) + 1 }, eventOptions],
      [{ ...began(), sequence: clear.sequence }, eventOptions],
    ];
    expect(new Set(others.map((other) => toEvent(...other).id)).size).toBe(others.length);
    // Nothing else takes part in it: what is told does not depend on what is shown.
    const shown = { ...clear, recordedAt: History.minute(99), application: { appId: '', displayName: '' } };
    expect(toEvent(shown, { ...eventOptions, publicUrl: undefined }).id).toBe(
      toEvent(clear, eventOptions).id,
    );
  });

  test('has the very ids that subscribers know from earlier versions', () => {
    const { id, correlationId, sessionId } = toEvent(began(), eventOptions);
    expect({ id, correlationId, sessionId }).toEqual({
      id: '6db45c9f-d023-56b8-bc53-03ff1db7fb6a',
      correlationId: '451382eb-4c92-5384-9760-2f404e700cc3',
      sessionId: 'e5dacbca-2478-5760-8260-dd009d330525',
    });
  });

  test('writes its sequence in ten digits, so that it sorts as text', () => {
    const { sequence } = bodyOf(toEvent({ ...began(), sequence: 7 }, eventOptions));
    expect(sequence).toBe('0000000007');
  });

  test('joins the events of an episode by the correlation id and those of a job by the session id', () => {
    const [a, b] = [toEvent(began(), eventOptions), toEvent(cleared(), eventOptions)];
    expect(b.id).not.toBe(a.id);
    expect(b.correlationId).toBe(a.correlationId);
    expect(b.sessionId).toBe(a.sessionId);
    const other = toEvent(began(quarantinedJob('2026-03-02T08:00:00Z')), eventOptions);
    expect(other.correlationId).not.toBe(a.correlationId);
    expect(other.sessionId).toBe(a.sessionId);
  });

  test('falls back to the job id where the application has no name', () => {
    const unnamed = { ...began(), application: { appId: '', displayName: ' ' } };
    expect(bodyOf(toEvent(unnamed, eventOptions)).subject).toBe('scim.1');
  });

  test('encodes an odd job id, and stands its key in for one that is too long or not text', () => {
    const withId = (jobId: string) => bodyOf(toEvent({ ...began(), jobId }, eventOptions)).source;
    expect(withId('a/b c#é')).toMatch(/\/jobs\/a%2Fb%20c%23%C3%A9$/);
    expect(withId('x'.repeat(10_000))).toMatch(/\/jobs\/~[0-9a-f]{64}$/);
    expect(withId('lone \ud800 surrogate')).toMatch(/\/jobs\/~[0-9a-f]{64}$/);
  });
});

describe('the data of a begin', () => {
  test('holds the quarantine as Graph gave it, members of tomorrow included', () => {
    const given = quarantine(series1, { laterMember: { a: [1, null, true] } });
    const raw = healthyJob('scim.1', { code: 'Quarantine', quarantine: given });
    expect(bodyOf(toEvent(began(raw), eventOptions)).data).toEqual({
      tenantId: eventOptions.tenantId,
      servicePrincipalId: '11111111-1111-4111-8111-111111111111',
      appId: 'app-1',
      displayName: 'Salesforce',
      jobId: 'scim.1',
      templateId: 'scim',
      jobKind: 'outbound',
      adviceId: 'credentials',
      episode: episode1,
      occurrence: 1,
      detection: 'firstSight',
      evidence: 'status',
      quarantine: given,
      statusCode: 'Quarantine',
      scheduleState: 'Active',
      lastRunEndedAt: '2026-03-09T23:50:00.000Z',
      interval: noInterval,
      expectedDisableAt: '2026-03-29T08:00:00.000Z',
      portalUrl:
        'https://entra.microsoft.com/#view/Microsoft_AAD_Connect_Provisioning/ProvisioningMenuBlade/~/Overview/objectId/11111111-1111-4111-8111-111111111111/appId/app-1',
      applicationUrl:
        'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/11111111-1111-4111-8111-111111111111/appId/app-1',
      snapshotUrl: 'https://connector.example/api/jobs/11111111-1111-4111-8111-111111111111/scim.1',
    });
  });

  test('leaves out what is not known of the application, and its page is found by the object id alone', () => {
    const unnamed = quarantineTransition({ application: { appId: '', displayName: '' }, facts: undefined });
    const { data } = bodyOf(toEvent(unnamed, eventOptions));
    for (const absent of ['appId', 'displayName', 'evidence', 'troubleshootingUrl', 'deleteThreshold'])
      expect(data).not.toHaveProperty(absent);
    expect(data.portalUrl).toMatch(/\/Overview\/objectId\/11111111-1111-4111-8111-111111111111$/);
  });

  test('has null for the quarantine of a job that Graph gave none', () => {
    const bare = healthyJob('scim.1', { code: 'Quarantine', quarantine: null });
    expect(bodyOf(toEvent(began(bare), eventOptions)).data.quarantine).toBeNull();
  });

  test('passes on where Graph says how to solve it', () => {
    const troubleshootingUrl = 'https://learn.microsoft.com/trouble';
    const { data } = bodyOf(toEvent({ ...began(), troubleshootingUrl }, eventOptions));
    expect(data.troubleshootingUrl).toBe(troubleshootingUrl);
  });

  test('estimates no end where the series is unusable', () => {
    expect(bodyOf(toEvent(began(quarantinedJob('')), eventOptions)).data).not.toHaveProperty(
      'expectedDisableAt',
    );
  });

  test('names the delete threshold with TooManyDeletes only', () => {
    const settings = [{ name: 'QuarantineTooManyDeletesThreshold', value: '500' }];
    const withReason = (reason: string) => ({
      ...quarantinedJob(series1, { reason }),
      synchronizationJobSettings: settings,
    });
    expect(bodyOf(toEvent(began(withReason('TooManyDeletes')), eventOptions)).data.deleteThreshold).toBe(
      '500',
    );
    expect(bodyOf(toEvent(began(withReason('Unknown')), eventOptions)).data).not.toHaveProperty(
      'deleteThreshold',
    );
  });

  test('leaves the error text out where it is not wanted', () => {
    const telltale = {
      note: 'your credentials are invalid',
      error: {
        code: 'InvalidCredentials',
        message: 'credentials are invalid',
        inner: { message: 'credentials are invalid' },
      },
    };
    const event = toEvent(began(quarantinedJob(series1, telltale)), {
      ...eventOptions,
      includeErrorMessage: false,
    });
    expect(bodyOf(event).data.quarantine).toMatchObject({ error: { code: 'InvalidCredentials' } });
    expect(new TextDecoder().decode(event.body)).not.toContain('credentials are invalid');
  });

  test('holds no text in a documented member that is no plain value, where texts are not wanted', () => {
    const nested = { reason: { text: 'of tomorrow' }, seriesCount: ['of tomorrow'] };
    const event = toEvent(began(quarantinedJob(series1, nested)), {
      ...eventOptions,
      includeErrorMessage: false,
    });
    expect(new TextDecoder().decode(event.body)).not.toContain('of tomorrow');
  });

  test('has no snapshot link where the public address is not known', () => {
    expect(bodyOf(toEvent(began(), { ...eventOptions, publicUrl: undefined })).data).not.toHaveProperty(
      'snapshotUrl',
    );
  });
});

describe('the data of a clear', () => {
  test('says why, between which instants, and for how long it lasted', () => {
    const { data, time } = bodyOf(toEvent(cleared(), eventOptions));
    expect(time).toBe(History.arrival(5));
    expect(data).toMatchObject({
      cause: 'recovered',
      detection: 'confirmed',
      clearedAfter: History.minute(0),
      clearedBefore: History.arrival(5),
      durationSeconds: Math.floor((Date.parse(History.arrival(5)) - Date.parse(episode1)) / 1000),
      quarantine: { seriesBegan: series1 },
      statusCode: 'Active',
    });
  });
});

describe('text from outside', () => {
  test('is bounded and freed of control characters', () => {
    const message = `line one\r\nline two\u0000\u001b[31m ${'é'.repeat(5000)}`;
    const raw = quarantinedJob(series1, { error: { code: 'A\tB', message, tenantActionable: true } });
    const event = toEvent(began(raw), eventOptions);
    const error = bodyOf(event).data.quarantine as { error: { code: string; message: string } };
    expect(error.error.message).toHaveLength(2048);
    expect(error.error.message).toMatch(/^line one line two \[31m é/);
    expect(event.applicationProperties.errorCode).toBe('A B');
  });

  test('never makes an event larger than 48 KiB: what is not documented goes first, and it says so', () => {
    const flood = Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [`member${i}`, '\u20ac'.repeat(4000)]),
    );
    const error = { code: 'Long', message: 'é'.repeat(1000), tenantActionable: false };
    const event = toEvent(began(quarantinedJob(series1, { ...flood, error })), eventOptions);
    expect(event.body.length).toBeLessThanOrEqual(48 * 1024);
    const { data } = bodyOf(event);
    expect(data.truncated).toBe(true);
    expect(data.quarantine).toEqual(quarantine(series1, { error }));
  });

  test('is whole in an event of just 48 KiB, and not in one of a byte more', () => {
    const others = Object.fromEntries(Array.from({ length: 23 }, (_, i) => [`member${i}`, 'x'.repeat(2000)]));
    const withLast = (length: number) =>
      toEvent(began(quarantinedJob(series1, { ...others, last: 'x'.repeat(length) })), eventOptions);
    const rest = 48 * 1024 - withLast(0).body.length;
    expect(withLast(rest).body).toHaveLength(48 * 1024);
    expect(bodyOf(withLast(rest)).data).not.toHaveProperty('truncated');
    expect(bodyOf(withLast(rest + 1)).data.truncated).toBe(true);
  });

  test('never makes an event larger than 48 KiB, however long every text is', () => {
    const long = '"\\\u20ac'.repeat(20_000);
    const raw = quarantinedJob(series1, {
      reason: long,
      nextAttempt: long,
      error: { code: long, message: long },
    });
    const transition = { ...began(raw), application: { appId: long, displayName: long }, templateId: long };
    const event = toEvent(
      { ...transition, statusCode: long, scheduleState: long, troubleshootingUrl: long },
      eventOptions,
    );
    expect(event.body.length).toBeLessThanOrEqual(48 * 1024);
    expect(bodyOf(event).data.truncated).toBe(true);
    const properties = Object.entries(event.applicationProperties).flat().join('');
    expect(Buffer.byteLength(properties)).toBeLessThan(16 * 1024);
  });

  test('cannot nest an event without end', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    expect(() => toEvent(began(quarantinedJob(series1, { deep })), eventOptions)).not.toThrow();
  });

  test('cannot reach a prototype', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "seriesCount": 1}');
    toEvent(began(healthyJob('scim.1', { code: 'Quarantine', quarantine: hostile })), eventOptions);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
