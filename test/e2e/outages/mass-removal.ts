import { describe, expect, test } from 'vitest';
import { pollNow } from '../../support/poll-now.ts';
import { type Start, useOutageRig } from './outage-rig.ts';

const vanishing = Array.from({ length: 8 }, (_, n) => `vanishes ${n}`);

describe.concurrent('eight of nine applications that vanish at once', () => {
  const starts = [
    ...vanishing.map((name): [string, Start] => [name, 'quarantined']),
    ['stays', 'healthy'] as const,
  ];
  const rig = useOutageRig(Object.fromEntries(starts));
  test('are not cleared, every route says what is wrong, and nothing is left of it once they are back', async () => {
    const { cloud, connector, idOf, pathOf, body, sent } = rig();
    await pollNow(connector);
    const before = sent();
    expect(before).toHaveLength(vanishing.length);
    for (const name of vanishing) cloud.tenant.removePrincipal(idOf(name));
    for (let polls = 0; polls < 3; polls++) await pollNow(connector);
    expect(sent()).toEqual(before);
    expect(await body('health')).toMatchObject({
      status: 'warn',
      checks: { massRemoval: { status: 'warn', count: vanishing.length } },
    });
    expect(await body(pathOf('vanishes 0'))).toMatchObject({
      state: 'quarantined',
      unreadable: { cause: 'massRemoval' },
    });

    for (const name of vanishing) cloud.tenant.restorePrincipal(idOf(name));
    for (let polls = 0; polls < 2; polls++) await pollNow(connector);
    expect(sent()).toEqual(before);
    expect(await body('health')).toMatchObject({ checks: { massRemoval: { status: 'pass', count: 0 } } });
    expect(await body(pathOf('vanishes 0'))).toMatchObject({ state: 'quarantined', unreadable: null });
  });
});
