import { isStopped } from '../job.ts';
import { pairOf, seriesOf } from '../quarantine.ts';
import { type Condition, twoReads } from './condition.ts';
import { remind } from './expiry.ts';

/** Entra has set the job aside, since it kept failing. Begins with one reading, unless its series is not new; clears with two. */
export const quarantine: Condition<'quarantine'> = {
  assess({ job, at, record }) {
    if (job.evidence) {
      const facts = { quarantine: job.quarantine, evidence: job.evidence };
      return { status: 'true', facts, series: seriesOf(job.quarantine, at), isProof: true };
    }
    if (job.running) return { status: 'false' };
    // A job that does not run proves no recovery; of one that was in none, nothing says that it is.
    return { status: !record.isOpen && isStopped(job) ? 'false' : 'unknown' };
  },
  begin: twoReads,
  clear: twoReads,
  clearedBy: 'recovered',
  reasonOf: (facts) => pairOf(facts.quarantine),
  hasChanges: true,
  remind,
};
