import { describe, expect, test } from 'vitest';
import { conditionTypes, haltReasons, overdueReasons } from '../../../src/contract/events/event-names.ts';
import { adviceOf } from '../../../src/core/advice/advice.ts';
import { adviceCauseOf } from '../../../src/core/conditions/facts.ts';
import { advice, jobBody, jobText, open, summary, where } from './hand-made.ts';
import { mainOf } from './page-text.ts';

describe('a condition on the page of its job', () => {
  test('is late: why, since when, by when it was expected, when it caught up last, and how far it has come', async () => {
    const overdue = {
      reason: 'initialCycle',
      expectedBy: '2026-03-08T09:00:00.000Z',
      endedAt: undefined,
      steadyAt: undefined,
      progress: [{ name: 'Users', completedUnits: 1200, totalUnits: 90_000 }, { name: '' }],
    } as const;
    const job = summary({ state: 'overdue', conditions: [open('overdue', 'initialCycle')] });
    const text = await jobText(job, { facts: { overdue } });
    expect(text).toContain('Overdue Its first cycle is not done yet');
    expect(text).toContain('Since 2 days ago 8 Mar, 12:00');
    expect(text).toContain('Expected by 2 days ago 8 Mar, 09:00');
    expect(text).toContain('Caught up last never');
    expect(text).toContain('Progress of Users 1,200 of 90,000');
    expect(text).toContain('Progress ? of ?');
    expect(text).toContain('Last run 12 minutes ago');
    expect(text).toContain('Runs every 40 minutes');
  });

  test.each([
    [
      { count: 250, countRaw: 260, entries: 8000, executionState: 'EntryLevelErrors' },
      'Objects that fail 250 260 with those set aside Of all objects 3.1 % of 8,000 The last run ended as EntryLevelErrors',
    ],
    [
      { count: 3, countRaw: 3, entries: 90_000, executionState: 'Succeeded' },
      'Objects that fail 3 Of all objects < 0.1 % of 90,000',
    ],
    [
      { count: 12, countRaw: undefined, entries: 0, executionState: 'Succeeded' },
      'Objects that fail 12 Of all objects not known',
    ],
  ])('counts the objects that fail: %j', async (failures, words) => {
    const job = summary({ state: 'failing', conditions: [open('failures', 'objectsFail')] });
    expect((await jobText(job, { facts: { failures } })).replace('&lt;', '<')).toContain(words);
  });

  test('is a stop in quarantine: both are said, and no attempt and no date of a switch-off beside them', async () => {
    const job = summary({
      state: 'quarantined',
      nextAttempt: '2026-03-10T18:00:00Z',
      expectedDisableAt: '2026-03-29T08:00:00.000Z',
      conditions: [open('quarantine', 'TooManyDeletes'), open('halt', 'paused')],
    });
    const text = await jobText(job);
    expect(text).toContain('Quarantined Stopped: Entra does not retry');
    expect(text).not.toContain('Next attempt');
    expect(text).not.toContain('Switched off in');
  });

  test('is a quarantine: what Entra does next, and until when', async () => {
    const job = summary({
      state: 'quarantined',
      reason: 'TooManyDeletes',
      deleteThreshold: '500',
      nextAttempt: '2026-03-10T18:00:00Z',
      expectedDisableAt: '2026-03-29T08:00:00.000Z',
      conditions: [open('quarantine', 'TooManyDeletes')],
    });
    const text = await jobText(job);
    expect(text).toContain('More deletions at once than the job allows (threshold 500)');
    expect(text).toContain('Next attempt in 6 hours 10 Mar, 18:00');
    expect(text).toContain('Switched off in (estimate) 18 days');
  });

  test('that was seen and is no episode is not given out as proven', async () => {
    const seen = open('halt', 'disabled', { episode: null, published: null, occurrence: null });
    const text = await jobText(summary({ state: 'halted', conditions: [seen] }));
    expect(text).toContain('Its schedule is switched off');
    expect(text).toContain('No event says so: it is not proven yet');
    expect(text).toContain('Seen since 2 days ago');
  });

  test('that the last answer does not decide says so', async () => {
    const conditions = [open('failures', 'objectsFail', { status: 'unknown' })];
    expect(await jobText(summary({ state: 'failing', conditions }))).toContain(
      'The last answer does not decide it: it counts as open until its end is proven',
    );
  });

  test('is marked where it is not published, and only there', async () => {
    const textOfHalt = (published: boolean) =>
      jobText(summary({ state: 'halted', conditions: [open('halt', 'paused', { published })] }));
    expect((await textOfHalt(false)).split('The last 90 days')[0]).toContain('Stopped not published');
    expect((await textOfHalt(true)).split('The last 90 days')[0]).not.toContain('not published');
  });

  test('that does not hold has no part of the page', async () => {
    const conditions = [open('overdue', 'notRunning', { status: 'false', episode: null, since: null })];
    expect(await jobBody(summary({ conditions }))).not.toContain('id="condition-overdue"');
  });

  test.each([
    ...haltReasons.map((one) => ['halt', one] as const),
    ...overdueReasons.map((one) => ['overdue', one] as const),
    ['failures', 'objectsFail'] as const,
  ])('has plain words for its reason: %s, %s', async (type, reason) => {
    const text = await jobText(summary({ conditions: [open(type, reason)] }));
    expect(text).not.toContain('not documented');
  });
});

describe('the advice', () => {
  test('gives what is the matter, the steps in their order, the commands, and the pages of the portal and of Microsoft', async () => {
    const paused = advice('halt', 'paused');
    const body = await jobBody(
      summary({ state: 'halted', conditions: [open('halt', 'paused')], advice: [paused] }),
    );
    const part = mainOf({ body }).split('id="condition-halt"')[1]?.split('</section>')[0] ?? '';
    expect(part).toContain(`<p class="reason">${paused.summary}</p>`);
    expect([...part.matchAll(/<li>([^<]*)<\/li>/g)]).toHaveLength(paused.steps.length);
    expect(part).toContain('-SynchronizationJobId &#39;scim.1&#39;</pre>');
    for (const { url } of paused.links) expect(part).toContain(`href="${url}"`);
    expect(part).toContain('href="https://learn.microsoft.com/');
    expect(part).toContain('href="https://entra.microsoft.com/#view/provisioning"');
  });

  test('has each warning right in front of its command', async () => {
    const notConfigured = advice('halt', 'notConfigured');
    const body = await jobBody(
      summary({ state: 'halted', conditions: [open('halt', 'notConfigured')], advice: [notConfigured] }),
    );
    const warned = notConfigured.commands.filter(({ warning }) => warning !== null);
    expect(warned.length).toBeGreaterThan(0);
    const pairs = [
      ...body.matchAll(/<p class="warned">.*?<span>(.*?)<\/span><\/p><div class="copied"><pre/gs),
    ];
    expect(pairs.map(([, words]) => words)).toEqual(warned.map(({ warning }) => warning));
  });

  test('folds what can delete under what it does, and nothing else', async () => {
    const deletes = advice('quarantine', 'TooManyDeletes');
    const job = summary({
      state: 'quarantined',
      conditions: [open('quarantine', 'TooManyDeletes')],
      advice: [deletes, advice('halt', 'paused')],
    });
    const body = await jobBody({ ...job, conditions: [...job.conditions, open('halt', 'paused')] });
    const folded = [...body.matchAll(/<details class="command"><summary>(.*?)<\/summary>(.*?)<\/details>/gs)];
    expect(folded.map(([, title]) => title)).toEqual(deletes.commands.map(({ title }) => title));
    expect(folded.at(-1)?.[2]).toContain('ForceDeletes');
    const unfolded = folded.reduce((rest, [whole]) => rest.replace(whole, ''), mainOf({ body }));
    expect(unfolded).toContain('Start-MgServicePrincipalSynchronizationJob');
    expect(unfolded).not.toMatch(/<pre[^>]*>[^<]*(?:Restart-Mg|ForceDeletes)/);
  });

  test('leaves no command at hand that deletes, whatever is wrong with whatever job', async () => {
    const reasons = [
      'TooManyDeletes',
      'EncounteredQuarantineException',
      'EncounteredTotalEscrowThreshold',
      ...haltReasons,
      '',
    ];
    for (const condition of conditionTypes)
      for (const reason of reasons)
        for (const templateId of ['scim', 'Workday2AD', 'API2AAD', 'AD2AADProvisioning']) {
          const cause = adviceCauseOf(condition, undefined, { templateId, open: [condition, 'quarantine'] });
          const given = adviceOf({ ...cause, reason, quarantineReason: reason }, where);
          const body = await jobBody(summary({ conditions: [open(condition, reason)], advice: [given] }));
          const atHand = body
            .replace(/<details class="command">.*?<\/details>/gs, '')
            .replace(/<script.*/s, '');
          expect(atHand).not.toMatch(/ForceDeletes|resetScope/);
        }
  });
});
