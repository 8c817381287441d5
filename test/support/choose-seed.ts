/**
 * Before all tests: the seed of what is random in them, another one each time. TEST_SEED=N has the same cases again, and is printed
 * for that.
 */
export default function chooseSeed(): void {
  const seed = process.env.TEST_SEED ?? String(Date.now() % 1_000_000_000);
  if (!/^\d{1,9}$/.test(seed))
    throw new Error(`TEST_SEED is a whole number of up to nine digits, not '${seed}'.`);
  process.env.TEST_SEED = seed;
  process.stdout.write(`Random tests have TEST_SEED=${seed}\n`);
}
