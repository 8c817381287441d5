import { describe, expect, it } from 'vitest';
import type { ConditionType } from '../../../../src/contract/events/event-names.ts';
import type { Deed } from '../../scenario/scenario.ts';
import { answerDeed } from '../../start/answer-deed.ts';
import { rulesOf } from '../../start/rules.ts';

function answer(deed: Deed, before: ConditionType[] = [], settings: Record<string, string> = {}): string {
  const name = 'application' in deed ? 'Zendesk' : undefined;
  return answerDeed(deed, {
    rules: rulesOf(settings),
    pollSeconds: 2,
    tokenSeconds: 24 * 60 * 60,
    name,
    before: new Set(before),
  });
}

const fail = { verb: 'fail', application: 'zen', reason: 'Unknown' } as const;
const everything = { CONDITIONS: 'quarantine,halt,overdue,failures,jobs', HALT_AFTER: 'PT3S' };

describe('The answer to a deed', () => {
  it('says what will come of it, and when', () => {
    expect(answer(fail)).toBe(
      'Zendesk is in quarantine: the next poll (within 2 seconds) sees it and sends that it began.',
    );
    expect(answer({ verb: 'down', service: 'graph' })).toContain(
      'the next poll retries Graph for about 15 seconds, then says that it failed',
    );
    expect(answer({ verb: 'down', service: 'identity' })).toContain('Tokens in hand stay good until');
    expect(answer({ verb: 'grant', role: 'Application.Read.All' })).toContain('in about 24 hours');
  });

  it('says of a tenant what comes of it, and that the others go on', () => {
    expect(answer({ verb: 'withdraw', tenant: 'Fabrikam' })).toBe(
      "The consent of Fabrikam is withdrawn, which shows with the next token: in about 24 hours: nothing of it can be read then, nothing is cleared, and the other tenants go on. 'consent' gives it again.",
    );
    expect(answer({ verb: 'limit', tenant: 'Fabrikam' })).toMatch(/^Graph answers 429 for Fabrikam/);
  });

  it('depends on what was true before', () => {
    expect(answer(fail, ['quarantine'])).toContain('superseded');
    expect(answer({ verb: 'heal', application: 'zen' }, ['quarantine'])).toContain(
      'two polls (about 4 seconds)',
    );
    expect(answer({ verb: 'heal', application: 'zen' })).toContain('no event is sent');
  });

  it('promises no event that nobody asked for', () => {
    const pause = { verb: 'pause', application: 'zen' } as const;
    expect(answer(pause)).toContain('CONDITIONS does not ask for halt');
    expect(answer(pause, [], everything)).toBe(
      'Zendesk is paused: a halt begins once that has lasted 3 seconds.',
    );
    expect(answer({ verb: 'failObjects', application: 'zen', count: 3 }, [], everything)).toContain(
      'too few',
    );
  });
});
