import { type Build, minutesBetweenPolls, type Replacement } from './plan.ts';
import type { Random } from './random.ts';

/** On the first day, so that the last process lives for the rest: what it keeps in memory shows over days. */
const withPrevious: readonly (readonly [about: number, build: Build, overlaps: boolean])[] = [
  [3 * 60, 'now', false],
  [8 * 60, 'previous', false],
  [10 * 60, 'now', true],
  [14 * 60, 'previous', true],
  [16 * 60, 'now', false],
];
const withoutPrevious: typeof withPrevious = [
  [20 * 60 + 30, 'now', true],
  [22 * 60, 'now', false],
];
const jitterSteps = 3;

/** Three upgrades from the previous build with two ways back between them, then two deployments of the same. */
export function planReplacements(hasPrevious: boolean, random: Random): readonly Replacement[] {
  const planned = hasPrevious ? [...withPrevious, ...withoutPrevious] : withoutPrevious;
  return planned.map(([about, build, overlaps]) => ({
    minute: about + minutesBetweenPolls * random.between(-jitterSteps, jitterSteps),
    build,
    overlaps,
  }));
}
