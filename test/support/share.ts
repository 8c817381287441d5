const { TEST_SHARE = 'small' } = process.env;
if (TEST_SHARE !== 'small' && TEST_SHARE !== 'large')
  throw new Error(`TEST_SHARE is small or large, not '${TEST_SHARE}'.`);

/**
 * How much the random tests try: with TEST_SHARE=large, as in CI, all of it; otherwise a fifth, for which a contributor waits.
 */
export function share(ofLarge: number): number {
  return TEST_SHARE === 'large' ? ofLarge : Math.ceil(ofLarge / 5);
}

/** How often a thing has to happen at least in a share: it varies more in a small one. */
export function leastIn(ofLarge: number): number {
  return TEST_SHARE === 'large' ? ofLarge : Math.floor(ofLarge / 20);
}
