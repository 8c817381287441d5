import { expect, it } from 'vitest';
import type { UnreadChange } from '../../../src/poll/ports.ts';
import {
  change,
  create,
  jobState,
  minute,
  principal,
  quarantinedState,
  recordedEvent,
  unreadChange,
  unreadPrincipal,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const none = { conflicts: [], refused: [], failed: [] };
const forgotten = (servicePrincipalId: string, version?: string): UnreadChange => {
  return { kind: 'unread', servicePrincipalId, version, next: undefined };
};

export function describeUnread(makeClaimed: MakeClaimed): void {
  it('keeps what was never read beside the jobs, each whole', async () => {
    const { poll, snapshots } = await makeClaimed();
    const all = [
      unreadPrincipal(1),
      unreadPrincipal(3, { application: { appId: '', displayName: '' }, detail: '' }),
    ];
    const state = quarantinedState({ servicePrincipalId: principal(2) });
    expect(await poll.refresh([...all.map((each) => unreadChange(each))])).toEqual(none);
    await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);

    const { jobs, unread, damaged, waiting } = await poll.load();
    expect(unread.map((each) => each.unread)).toEqual(all);
    expect(jobs.map((job) => job.state)).toEqual([state]);
    expect({ damaged, waiting }).toEqual({ damaged: [], waiting: 1 });

    expect(await snapshots.unread(principal(3))).toEqual(all[1]);
    expect(await snapshots.unread(principal(2))).toBeUndefined();
    expect((await snapshots.survey([])).unread).toEqual(all);
    expect(await snapshots.survey(['quiet', 'open', 'removed', 'unwatched', 'unreadable'])).toMatchObject({
      jobs: [state],
      unread: all,
      damaged: [],
    });
  });

  it('changes and forgets it as it was read, together with jobs', async () => {
    const { poll } = await makeClaimed();
    await poll.refresh([1, 2, 3].map((n) => unreadChange(unreadPrincipal(n))));
    const [first, second] = (await poll.load()).unread;
    const later = unreadPrincipal(1, { cause: 'http404', since: minute(9), detail: '' });
    const changes = [
      unreadChange(later, first?.version),
      forgotten(principal(2), second?.version),
      change(jobState({ servicePrincipalId: principal(2) })),
      forgotten(principal(8)),
    ];
    expect(await poll.refresh(changes)).toEqual(none);
    const loaded = await poll.load();
    expect(loaded.unread.map(({ unread }) => unread)).toEqual([later, unreadPrincipal(3)]);
    expect(loaded.jobs).toHaveLength(1);
  });

  it('does neither create, change nor forget it where the row is another one by now', async () => {
    const { poll } = await makeClaimed();
    await create(poll, [jobState()]);
    await poll.refresh([1, 2].map((n) => unreadChange(unreadPrincipal(n))));
    const [first, second] = (await poll.load()).unread;
    await poll.refresh([
      unreadChange(unreadPrincipal(1, { cause: 'http500' }), first?.version),
      forgotten(principal(2), second?.version),
    ]);
    const before = await poll.load();
    const changes = [
      unreadChange(unreadPrincipal(1)),
      unreadChange(unreadPrincipal(1), first?.version),
      forgotten(principal(1), first?.version),
      forgotten(principal(2), second?.version),
    ];
    for (const each of changes)
      expect(await poll.refresh([each, change(jobState())])).toMatchObject({
        conflicts: [each, expect.anything()],
        failed: [],
      });
    expect(await poll.load()).toEqual(before);
  });
}
