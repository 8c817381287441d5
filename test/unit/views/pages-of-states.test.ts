import { describe, expect, test } from 'vitest';
import { healthyJob, pausedJob, quarantinedJob } from '../../support/jobs.ts';
import { TableRig } from '../../support/table-rig.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';
const nameOf = (index: number) => `scim.${String(index).padStart(2, '0')}`;

/**
 * Twelve jobs. Every third of them has a code that nobody knows or is paused, and one is in quarantine: healthy and unknown ones lie among
 * each other in the table, and so do those with something wrong.
 */
async function mixedRig(): Promise<TableRig> {
  const rig = new TableRig();
  const jobOf = (index: number) => {
    if (index === 7) return quarantinedJob(undefined, {}, nameOf(index));
    if (index % 6 === 3) return pausedJob(nameOf(index));
    return healthyJob(nameOf(index), index % 3 === 0 ? { code: 'Hibernating' } : {});
  };
  rig.source.set(
    servicePrincipalId,
    Array.from({ length: 12 }, (_, index) => jobOf(index)),
  );
  await rig.poll();
  return rig;
}

interface Listed {
  readonly value: readonly { readonly jobId: string; readonly state: string }[];
  readonly nextLink?: string;
}

async function pagesOf(rig: TableRig, query: string) {
  const pages: Listed['value'][] = [];
  for (let next: string | undefined = query; next !== undefined && pages.length < 20; ) {
    const { value, nextLink }: Listed = JSON.parse(
      (await rig.ask({ route: 'jobs', query: next })).body ?? '',
    );
    pages.push(value);
    next = nextLink?.split('?')[1];
  }
  return pages;
}

const unknown = [0, 6].map(nameOf);
const halted = [3, 9].map(nameOf);
const healthy = [1, 2, 4, 5, 8, 10, 11].map(nameOf);

describe.each([1, 2, 3, 4, 5, 100])('in pages of %i', (size) => {
  test.each([
    ['healthy', healthy],
    ['unknown', unknown],
    ['healthy,unknown', [...healthy, ...unknown].sort()],
    ['halted', halted],
    ['quarantined', [nameOf(7)]],
    ['quarantined,unknown', [...unknown, nameOf(7)].sort()],
    ['quarantined,halted,overdue,failing', [...halted, nameOf(7)].sort()],
  ])('state=%s gives each job of it once, and pages as full as they can be', async (state, expected) => {
    const pages = await pagesOf(await mixedRig(), `state=${state}&maxpagesize=${size}`);
    const jobs = pages.flat();
    expect(jobs.map(({ jobId }) => jobId)).toEqual(expected);
    expect(jobs.filter((job) => !state.split(',').includes(job.state))).toEqual([]);
    expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);
  });
});

test('a list whose last jobs are of another state says that it is at its end', async () => {
  const pages = await pagesOf(await mixedRig(), 'state=unknown&maxpagesize=2');
  expect(pages.map((page) => page.length)).toEqual([2]);
});

test('the list counts the applications of which it shows nothing', async () => {
  const rig = await mixedRig();
  const [second, third] = ['2', '3'].map((digit) => servicePrincipalId.replace(/^1/, digit));
  for (const id of [second, third]) {
    rig.source.set(id ?? '', [healthyJob()]);
    rig.source.fail(id ?? '', 'http403');
  }
  rig.now = '2026-03-10T02:00:00.000Z';
  await rig.poll();
  const list = JSON.parse((await rig.ask({ route: 'jobs' })).body ?? '');
  expect([list.value.length, list.principalsUnread]).toEqual([12, 2]);
});
