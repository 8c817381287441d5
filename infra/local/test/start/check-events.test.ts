import { describe, expect, it } from 'vitest';
import { checkEvents } from '../../start/check-events.ts';
import type { TrueState } from '../../start/truth.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

function event(
  kind: 'began' | 'cleared' | 'changed' | 'expiring',
  sequence: number,
  jobId = 'a',
  episode = '2026-03-01T08:00:00.000Z',
): ReceivedMessage {
  return {
    at: '2026-03-10T00:00:00.000Z',
    subscription: 'workflows',
    messageId: `${jobId}/${sequence}`,
    sessionId: jobId,
    subject: `entra.provisioning.quarantine.${kind}`,
    correlationId: undefined,
    contentType: undefined,
    applicationProperties: {
      servicePrincipalId: 'P',
      jobId,
      cloudEvents_subject: 'Box',
      cloudEvents_sequence: String(sequence),
    },
    body: { data: { episode, quarantine: { seriesBegan: episode.replace('.000Z', '.1234567Z') } } },
    deliveryCount: 0,
  };
}

const job = (state: TrueState, jobId = 'a') => ({
  servicePrincipalId: 'p',
  displayName: 'Box',
  jobId,
  state,
  words: '',
});

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
      'Box: cleared of another episode',
    ],
    ['a clear without a begin', [event('cleared', 7)], 'running', 'Box: cleared out of turn'],
    ['a change without a begin', [event('changed', 7)], 'running', 'Box: changed out of turn'],
    ['a gap', [event('began', 7), event('cleared', 9)], 'running', 'Box: a gap before 9'],
  ] as const)('is wrong with %s', (_what, messages, state, wrong) => {
    expect(checkEvents(messages, state ? [job(state)] : [])).toContain(wrong);
  });
});
