/** `npm run fuzz -- N` plays N cases of bad input, 100,000 unless told. */
import { startVitest } from 'vitest/node';

process.env.FUZZ_CASES = process.argv[2] ?? '100000';
const vitest = await startVitest('test', ['test/fuzz'], { watch: false });
await vitest.close();
