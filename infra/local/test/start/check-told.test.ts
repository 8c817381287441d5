import { describe, expect, it } from 'vitest';
import { checkTold } from '../../start/check-told.ts';
import type { TrueState } from '../../start/truth.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

function told(
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

describe('What a subscriber was told', () => {
  it('is right when it takes turns and ends with what Entra holds', () => {
    const messages = [told('began', 7), told('cleared', 8), told('began', 9), told('began', 3, 'b')];
    expect(checkTold(messages, [job('quarantined'), job('quarantined', 'b'), job('running', 'c')])).toEqual(
      [],
    );
  });

  it('is right with what else is told of a quarantine between its begin and its clear', () => {
    const open = [told('began', 7), told('changed', 8), told('expiring', 9)];
    expect(checkTold(open, [job('quarantined')])).toEqual([]);
    expect(checkTold([...open, told('cleared', 10)], [job('running')])).toEqual([]);
    expect(checkTold(open, [job('running')])).toEqual(['Box: its clear was not told']);
  });

  it('may be repeated and out of order, and says nothing about a paused job', () => {
    const messages = [told('cleared', 8), told('began', 7), told('cleared', 8), told('began', 3, 'b')];
    expect(checkTold(messages, [job('running'), job('unclear', 'b')])).toEqual([]);
  });

  it('is right when after a lost table what is open is told again, as a new event of the same episode', () => {
    const again = [told('began', 7), told('began', 107), told('cleared', 108)];
    expect(checkTold(again, [job('running')], { losses: 1 })).toEqual([]);
    expect(checkTold(again.slice(0, 2), [job('quarantined')], { losses: 1 })).toEqual([]);
    const closed = [told('began', 7), told('cleared', 8), told('began', 107)];
    expect(checkTold(closed, [job('quarantined')], { losses: 1 })).toEqual([]);
  });

  it('is right when it is another episode then, where Entra does not say when it began', () => {
    const unnamed = {
      ...told('began', 107),
      body: { data: { episode: '2026-03-10T00:00:00.000Z', quarantine: null } },
    };
    expect(checkTold([told('began', 7), unnamed], [job('quarantined')], { losses: 1 })).toEqual([]);
  });

  it.each([
    ['once more than tables were lost', [told('began', 7), told('began', 107), told('began', 108)]],
    ['as another episode', [told('began', 7), told('began', 107, 'a', '2026-03-09T20:30:00.000Z')]],
    ['with a gap more than tables were lost', [told('began', 7), told('cleared', 107), told('began', 207)]],
  ])('is wrong where after a lost table it is told %s', (_how, messages) => {
    expect(checkTold(messages, [job('quarantined')], { losses: 1 })).toHaveLength(1);
  });

  it.each([
    ['a quarantine that was not told', [], 'quarantined', 'Box: its quarantine was not told'],
    ['a clear that was not told', [told('began', 7)], 'running', 'Box: its clear was not told'],
    [
      'a job that is gone without a clear',
      [told('began', 7)],
      undefined,
      'Box: gone, and its clear was not told',
    ],
    [
      'a clear of another episode',
      [told('began', 7), told('cleared', 8, 'a', '2026-03-09T20:30:00.000Z')],
      'running',
      'Box: cleared of another episode',
    ],
    ['a clear without a begin', [told('cleared', 7)], 'running', 'Box: cleared out of turn'],
    ['a change without a begin', [told('changed', 7)], 'running', 'Box: changed out of turn'],
    ['a gap', [told('began', 7), told('cleared', 9)], 'running', 'Box: a gap before 9'],
  ] as const)('is wrong with %s', (_what, messages, state, wrong) => {
    expect(checkTold(messages, state ? [job(state)] : [])).toContain(wrong);
  });
});
