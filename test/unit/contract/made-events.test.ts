import { expect, test } from 'vitest';
import { describedEvents } from '../../../src/contract/events/cloud-event.ts';
import { toEvent } from '../../../src/core/cloud-event.ts';
import type { Episode, FactsOf } from '../../../src/core/conditions/record.ts';
import type { EventOptions } from '../../../src/core/event-data.ts';
import type {
  Happening,
  Occurrence,
  Removed,
  Transition,
  TransitionBase,
  TransitionOf,
} from '../../../src/core/transition.ts';
import { problemsOfMessage } from '../../support/contract/documented-event.ts';
import { quarantine } from '../../support/jobs.ts';

// Every event that can be made, once with all that can be known and once with nothing, by the documents in their strictest sense.

const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://connector.example',
  includeErrorMessage: true,
};
const at = '2026-03-10T08:00:00.000Z';
const later = '2026-03-10T09:00:00.000Z';

const known: TransitionBase = {
  servicePrincipalId: '11111111-1111-4111-8111-111111111111',
  jobId: 'scim.1',
  step: 7,
  application: { appId: '22222222-2222-4222-8222-222222222222', displayName: 'Salesforce' },
  templateId: 'scim',
  statusCode: 'Active',
  scheduleState: 'Active',
  interval: 'PT40M',
  open: [],
  inFirstCycle: false,
  lastRunEndedAt: at,
  deleteThreshold: '500',
  troubleshootingUrl: 'https://learn.microsoft.com/troubleshoot',
  recordedAt: later,
};
const unknown: TransitionBase = {
  ...known,
  application: { appId: '', displayName: '' },
  templateId: '',
  statusCode: '',
  scheduleState: '',
  interval: '',
  lastRunEndedAt: undefined,
  deleteThreshold: '',
  troubleshootingUrl: '',
};

const usualEpisode: Episode = {
  name: at,
  series: at,
  occurrence: 1,
  reasons: [{ reason: 'TooManyDeletes', errorCode: 'Code', count: 60, since: at }],
  after: '2026-03-10T07:55:00.000Z',
  published: true,
  heldUntil: undefined,
  remindedAt: undefined,
};
const episode: Episode = { ...usualEpisode, massDelay: true };
const bareEpisode: Episode = {
  ...usualEpisode,
  series: undefined,
  reasons: [{ reason: '', errorCode: '', since: at }],
  after: undefined,
};

const facts: FactsOf = {
  quarantine: { quarantine: quarantine(at, { reason: 'TooManyDeletes' }), evidence: 'status' },
  halt: { reason: 'paused', quarantined: true },
  overdue: {
    reason: 'backlog',
    expectedBy: at,
    endedAt: at,
    steadyAt: at,
    progress: [{ name: 'ImportUsers', completedUnits: 1, totalUnits: 2, observedAt: at }, { name: '' }],
  },
  failures: { count: 60, countRaw: 75, entries: 4000, executionState: 'EntryLevelErrors' },
};

const began: Occurrence = { kind: 'began', detection: 'confirmed' };
const changed: Occurrence = { kind: 'changed', detection: 'confirmed', previous: episode.reasons[0] };
const expiring: Occurrence = { kind: 'expiring', detection: 'observed' };
const cleared: Occurrence = {
  kind: 'cleared',
  cause: 'removed',
  detection: 'confirmed',
  clearedAfter: at,
  clearedBefore: later,
};

type Known = Pick<Happening<'halt'>, 'episode' | 'sequence'> & TransitionBase;

/** Every event of every stream. */
function transitionsOf(base: Known, seen: Partial<FactsOf>): Transition[] {
  const quarantines = [began, changed, expiring, cleared].map(
    (each): TransitionOf<'quarantine'> => ({
      ...base,
      condition: 'quarantine',
      facts: seen.quarantine,
      ...each,
    }),
  );
  const halts = [began, cleared].map(
    (each): TransitionOf<'halt'> => ({ ...base, condition: 'halt', facts: seen.halt, ...each }),
  );
  const delays = [began, cleared].map(
    (each): TransitionOf<'overdue'> => ({ ...base, condition: 'overdue', facts: seen.overdue, ...each }),
  );
  const failures = [began, changed, cleared].map(
    (each): TransitionOf<'failures'> => ({ ...base, condition: 'failures', facts: seen.failures, ...each }),
  );
  const { episode: _, ...ofJob } = base;
  const removed: Removed = {
    ...ofJob,
    condition: 'job',
    kind: 'removed',
    detection: 'confirmed',
    removedAfter: at,
    removedBefore: later,
  };
  return [...quarantines, ...halts, ...delays, ...failures, removed];
}

const sequence = 1_773_100_801;
const full = transitionsOf({ ...known, sequence, episode }, facts);
const bare = transitionsOf({ ...unknown, sequence, episode: bareEpisode }, {}).map((transition) =>
  // Entra switches off what has been in one series for long: without a series nothing is known to expire.
  transition.kind === 'expiring' ? { ...transition, episode: { ...bareEpisode, series: at } } : transition,
);

function made(transition: Transition) {
  const { body, contentType, applicationProperties: properties } = toEvent(transition, eventOptions);
  return { event: JSON.parse(new TextDecoder().decode(body)), contentType, properties };
}

test('every event that is described is made here', () => {
  const types = full.map((transition) => made(transition).event.type);
  expect(new Set(types)).toEqual(new Set(describedEvents.map(({ type }) => type)));
});

test.each(full)(
  'an event of $condition that $kind is as documented, with all that is known',
  (transition) => {
    expect(problemsOfMessage(made(transition))).toEqual([]);
  },
);

test.each(bare)('an event of $condition that $kind is as documented, with nothing known', (transition) => {
  expect(problemsOfMessage(made(transition))).toEqual([]);
});

test.each(full)(
  'an event of $condition that $kind has all members that are described of it',
  (transition) => {
    const { event } = made(transition);
    const described = describedEvents.find(({ type }) => type === event.type);
    const missing = Object.keys(described?.data.shape ?? {}).filter((member) => !(member in event.data));
    // Of large events only.
    expect(missing).toEqual(['truncated']);
  },
);

test.each(full)('an event of $condition that $kind and is not published has no sequence', (transition) => {
  const { event } = made({ ...transition, sequence: undefined });
  const recorded = describedEvents.find(({ type }) => type === event.type)?.recorded;
  expect(event).not.toHaveProperty('sequence');
  expect(recorded?.safeParse(event).error).toBeUndefined();
});
