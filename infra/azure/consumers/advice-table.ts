import { type ConditionType, conditionTypes, haltReasons } from '../../../src/contract/events/event-names.ts';
import { type JobKind, jobKinds } from '../../../src/contract/events/job-kinds.ts';
import { adviceRows } from '../../../src/core/advice/advice.ts';
import type { AdviceWhere } from '../../../src/core/advice/cause.ts';
import type { Row } from '../../../src/core/advice/row.ts';

/** What a notice says of an event's advice: an event names it only, and the whole of it stands on the connector's page. */
export interface AdviceSentence {
  /** What is the matter; empty where the notice says it better, with the event's own numbers. */
  readonly what: string;
  /** What to do first. */
  readonly first: string;
  /** The same for kinds of jobs that are found elsewhere in the portal. */
  readonly firstByKind?: Readonly<Record<string, string>>;
}

/** Sentences that are there for their numbers, which a table cannot have. */
export const saidByTheNotice = [
  'The job should run and does not.',
  'The first cycle is not done yet.',
  'The job runs, but has not caught up.',
  'Objects fail.',
] as const;

/** An event does not hold all that advice is made of: what is left out here is left out of the texts. */
const nowhere: AdviceWhere = {
  servicePrincipalId: '',
  jobId: '',
  graphRoot: '',
  portalUrl: '',
  applicationUrl: '',
};

/**
 * The sentences for every advice, by the condition and the name of the advice. Where they depend on the reason too, there is one more for
 * each: `halt.haltApi`, and `halt.haltApi.paused`.
 */
export function adviceTable(): Readonly<Record<string, AdviceSentence>> {
  const table: Record<string, AdviceSentence> = {};
  for (const condition of conditionTypes) {
    for (const [id, row] of Object.entries(adviceRows[condition])) {
      const usual = sentenceOf(row, condition, '');
      table[`${condition}.${id}`] = usual;
      for (const reason of condition === 'halt' ? haltReasons : []) {
        const sentence = sentenceOf(row, condition, reason);
        if (sentence.what !== usual.what) table[`${condition}.${id}.${reason}`] = sentence;
      }
    }
  }
  return table;
}

function sentenceOf(row: Row, condition: ConditionType, reason: string): AdviceSentence {
  const saidOf = (kind: JobKind) =>
    row(
      { condition, reason, kind, errorCode: '', errorMessage: '', quarantineOpen: false, haltOpen: false },
      nowhere,
    );
  const { summary, steps } = saidOf('outbound');
  const [first = ''] = steps;
  const others = jobKinds.flatMap((kind) => {
    const [firstOfKind = ''] = saidOf(kind).steps;
    return firstOfKind === first ? [] : [[kind, firstOfKind] as const];
  });
  return {
    what: saidByTheNotice
      .reduce((text, sentence) => text.replace(sentence, ''), summary)
      .replace(/ {2,}/g, ' ')
      .trim(),
    first,
    ...(others.length > 0 && { firstByKind: Object.fromEntries(others) }),
  };
}
