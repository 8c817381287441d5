import fc from 'fast-check';

/** Of this run of the tests: what is random in them is the same for the same one. Chosen by `choose-seed.ts`. */
export const testSeed = Number(process.env.TEST_SEED);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: testSeed });
