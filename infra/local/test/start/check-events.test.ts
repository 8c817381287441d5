import { describe, expect, it } from 'vitest';
import type { ConditionType } from '../../../../src/contract/events/event-names.ts';
import { checkEvents } from '../../start/check-events.ts';
import type { TrueJob, Truth } from '../../start/truth.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

function event(
  kind: 'began' | 'cleared' | 'changed' | 'expiring',
  sequence: number,
  jobId = 'a',
  episode = '2026-03-01T08:00:00.000Z',
  condition: ConditionType = 'quarantine',
): ReceivedMessage {
  const quarantine = { quarantine: { seriesBegan: episode.replace('.000Z', '.1234567Z') } };
  return {
    at: '2026-03-10T00:00:00.000Z',
    subscription: 'workflows',
    messageId: `${condition}/${jobId}/${sequence}`,
    sessionId: jobId,
    subject: `entra.provisioning.${condition}.${kind}`,
    correlationId: undefined,
    contentType: undefined,
    applicationProperties: {
      servicePrincipalId: 'P',
      jobId,
      cloudEvents_subject: 'Box',
      cloudEvents_sequence: String(sequence),
    },
    body: { data: { episode, ...(condition === 'quarantine' && quarantine) } },
    deliveryCount: 0,
  };
}

/** An event of another condition than quarantine. */
const of = (condition: ConditionType, kind: 'began' | 'cleared' | 'changed', sequence: number) =>
  event(kind, sequence, 'a', '2026-03-01T08:00:00.000Z', condition);

function removed(sequence: number): ReceivedMessage {
  const message = event('began', sequence);
  return {
    ...message,
    messageId: `job/${sequence}`,
    subject: 'entra.provisioning.job.removed',
    body: { data: {} },
  };
}

type Quarantine = 'quarantined' | 'running' | 'unclear';
const truthOf: Record<Quarantine, Truth> = { quarantined: 'holds', running: 'over', unclear: 'unclear' };

const job = (state: Quarantine, jobId = 'a', more: Partial<TrueJob> = {}): TrueJob => ({
  servicePrincipalId: 'p',
  displayName: 'Box',
  jobId,
  isHeld: true,
  removals: 0,
  hasRun: true,
  lastRunAt: undefined,
  state: 'healthy',
  words: '',
  truths: { quarantine: truthOf[state], halt: 'over', overdue: 'over', failures: 'over' },
  ...more,
});

/** A job that is as it should be but for what is given. */
const but = (truths: Partial<TrueJob['truths']>, more: Partial<TrueJob> = {}): TrueJob => {
  const well = job('running');
  return { ...well, truths: { ...well.truths, ...truths }, ...more };
};
const gone = (removals: number, hasRun = true) => job('running', 'a', { isHeld: false, removals, hasRun });
const asked = new Set(['quarantine', 'halt', 'overdue', 'failures', 'jobs']);

describe('What a subscriber received', () => {
  it('is right when it takes turns and ends with what Entra holds', () => {
    const messages = [event('began', 7), event('cleared', 8), event('began', 9), event('began', 3, 'b')];
    expect(checkEvents(messages, [job('quarantined'), job('quarantined', 'b'), job('running', 'c')])).toEqual(
      [],
    );
  });

  it('is right with what else is sent of a quarantine between its begin and its clear', () => {
    const open = [event('began', 7), event('changed', 8), event('expiring', 9)];
    expect(checkEvents(open, [job('quarantined')])).toEqual([]);
    expect(checkEvents([...open, event('cleared', 10)], [job('running')])).toEqual([]);
    expect(checkEvents(open, [job('running')])).toEqual([
      'Box: no event says that its quarantine was cleared',
    ]);
  });

  it('may be repeated and out of order, and says nothing about a paused job', () => {
    const messages = [event('cleared', 8), event('began', 7), event('cleared', 8), event('began', 3, 'b')];
    expect(checkEvents(messages, [job('running'), job('unclear', 'b')])).toEqual([]);
  });

  it('is right when after a lost table what is open is sent again, as a new event of the same episode', () => {
    const again = [event('began', 7), event('began', 107), event('cleared', 108)];
    expect(checkEvents(again, [job('running')], { losses: 1 })).toEqual([]);
    expect(checkEvents(again.slice(0, 2), [job('quarantined')], { losses: 1 })).toEqual([]);
    const closed = [event('began', 7), event('cleared', 8), event('began', 107)];
    expect(checkEvents(closed, [job('quarantined')], { losses: 1 })).toEqual([]);
  });

  it('is right when it is another episode then, where Entra does not say when it began', () => {
    const unnamed = {
      ...event('began', 107),
      body: { data: { episode: '2026-03-10T00:00:00.000Z', quarantine: null } },
    };
    expect(checkEvents([event('began', 7), unnamed], [job('quarantined')], { losses: 1 })).toEqual([]);
  });

  it.each([
    ['once more than tables were lost', [event('began', 7), event('began', 107), event('began', 108)]],
    ['as another episode', [event('began', 7), event('began', 107, 'a', '2026-03-09T20:30:00.000Z')]],
    [
      'with a gap more than tables were lost',
      [event('began', 7), event('cleared', 107), event('began', 207)],
    ],
  ])('is wrong where after a lost table it is sent %s', (_how, messages) => {
    expect(checkEvents(messages, [job('quarantined')], { losses: 1 })).toHaveLength(1);
  });

  it.each([
    ['a quarantine without its event', [], 'quarantined', 'Box: no event says that its quarantine began'],
    [
      'a clear without its event',
      [event('began', 7)],
      'running',
      'Box: no event says that its quarantine was cleared',
    ],
    [
      'a job that is gone without a clear',
      [event('began', 7)],
      undefined,
      'Box: gone, and no event says that its quarantine was cleared',
    ],
    [
      'a clear of another episode',
      [event('began', 7), event('cleared', 8, 'a', '2026-03-09T20:30:00.000Z')],
      'running',
      'Box: quarantine cleared of another episode',
    ],
    ['a clear without a begin', [event('cleared', 7)], 'running', 'Box: quarantine cleared out of turn'],
    ['a change without a begin', [event('changed', 7)], 'running', 'Box: quarantine changed out of turn'],
    ['a gap', [event('began', 7), event('cleared', 9)], 'running', 'Box: quarantine has a gap before 9'],
  ] as const)('is wrong with %s', (_what, messages, state, wrong) => {
    expect(checkEvents(messages, state ? [job(state)] : [])).toContain(wrong);
  });
});

describe('What a subscriber received of several conditions', () => {
  it('is right when each condition takes turns for itself, and ends with what Entra holds', () => {
    const messages = [
      event('began', 7),
      of('halt', 'began', 100),
      of('halt', 'cleared', 101),
      of('overdue', 'began', 200),
      event('cleared', 8),
      of('failures', 'began', 300),
      of('failures', 'changed', 301),
      of('halt', 'began', 102),
    ];
    const job = but({ halt: 'holds', overdue: 'holds', failures: 'holds' });
    expect(checkEvents(messages, [job], { asked })).toEqual([]);
  });

  it('may be silent about a job that is overdue and was never seen to run', () => {
    const late = (lastRunAt: number | undefined) => [but({ overdue: 'holds' }, { lastRunAt })];
    expect(checkEvents([], late(999), { asked, since: 1000 })).toEqual([]);
    for (const lastRunAt of [1001, undefined])
      expect(checkEvents([], late(lastRunAt), { asked, since: 1000 })).toEqual([
        'Box: no event says that its overdue condition began',
      ]);
  });

  it.each(['halt', 'overdue', 'failures'] as const)('is wrong where %s lacks an event', (condition) => {
    const began = of(condition, 'began', 5);
    expect(checkEvents([], [but({ [condition]: 'holds' })], { asked })).toEqual([
      `Box: no event says that its ${condition} condition began`,
    ]);
    expect(checkEvents([began], [but({})], { asked })).toEqual([
      `Box: no event says that its ${condition} condition was cleared`,
    ]);
    expect(checkEvents([began, removed(1)], [gone(1)], { asked })).toEqual([
      `Box: gone, and no event says that its ${condition} condition was cleared`,
    ]);
    expect(checkEvents([of(condition, 'cleared', 5)], [but({})], { asked })).toEqual([
      `Box: ${condition} cleared out of turn`,
    ]);
    expect(checkEvents([began, of(condition, 'cleared', 7)], [but({})], { asked })).toEqual([
      `Box: ${condition} has a gap before 7`,
    ]);
  });

  it('says nothing about what is unclear', () => {
    const unclear = but({ halt: 'unclear', overdue: 'unclear', failures: 'unclear' });
    expect(checkEvents([], [unclear], { asked })).toEqual([]);
    expect(checkEvents([of('overdue', 'began', 5)], [unclear], { asked })).toEqual([]);
  });

  it('holds only what was asked for', () => {
    const job = but({ halt: 'holds', overdue: 'holds', failures: 'holds' });
    expect(checkEvents([], [job, { ...gone(1), jobId: 'b' }])).toEqual([]);
    expect(checkEvents([of('halt', 'began', 5), removed(1)], [gone(1)])).toEqual([
      'Box: nobody asked for job removed',
      'Box: nobody asked for halt began',
    ]);
  });

  it('says once of a job that has run that it is gone, whenever it went', () => {
    expect(checkEvents([removed(1)], [gone(1)], { asked })).toEqual([]);
    expect(checkEvents([removed(1), removed(2)], [gone(2)], { asked })).toEqual([]);
    expect(checkEvents([removed(1)], [but({}, { removals: 1 })], { asked })).toEqual([]);
    expect(checkEvents([], [gone(1, false)], { asked })).toEqual([]);
    expect(checkEvents([], [gone(1)], { asked })).toEqual(['Box: gone, and no event says so']);
    expect(checkEvents([removed(1), removed(2)], [gone(1)], { asked })).toEqual([
      'Box: 2 events say that it is gone, and it went 1 times',
    ]);
    expect(checkEvents([removed(1)], [but({})], { asked })).toHaveLength(1);
  });

  it('may name an episode anew after a lost table, since Entra names none but those of quarantines', () => {
    const again = event('began', 107, 'a', '2026-03-10T00:00:00.000Z', 'halt');
    const halted = but({ halt: 'holds' });
    expect(checkEvents([of('halt', 'began', 7), again], [halted], { losses: 1, asked })).toEqual([]);
    expect(checkEvents([of('halt', 'began', 7), again], [halted], { asked })).toHaveLength(2);
  });
});
