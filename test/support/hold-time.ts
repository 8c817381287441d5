import { onTestFinished, vi } from 'vitest';
import { addMilliseconds } from '../../src/core/instant.ts';
import type { TenantRig } from './tenant-rig.ts';

/**
 * Until the test is over, the deadlines of a rig's polls come by its clock: the same step ends however busy the machine is.
 *
 * @returns what lets so many milliseconds pass, in the middle of a poll too
 */
export function holdTime(rig: TenantRig): (milliseconds: number) => void {
  let deadlines: { readonly at: number; readonly controller: AbortController }[] = [];
  const pass = (milliseconds: number) => {
    rig.now = addMilliseconds(rig.now, milliseconds);
    const now = Date.parse(rig.now);
    const reached = deadlines.filter(({ at }) => at <= now);
    deadlines = deadlines.filter(({ at }) => at > now);
    for (const { controller } of reached) controller.abort(new DOMException('Time is over.', 'TimeoutError'));
  };
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    deadlines.push({ at: Date.parse(rig.now) + milliseconds, controller });
    pass(0);
    return controller.signal;
  });
  onTestFinished(() => timeout.mockRestore());
  return pass;
}
