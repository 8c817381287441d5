import type { ConditionType } from '../../contract/events/event-names.ts';
import type { AdviceCause } from '../advice/cause.ts';
import { jobKindOf } from '../job-kind.ts';
import { isJsonObject } from '../json.ts';
import { errorCodeOf, reasonOf } from '../quarantine.ts';
import type { FactsOf } from './record.ts';

/** Objects that fail as a part of all that are synchronized, to four digits; undefined where their number is not known. */
export function shareOf({
  count,
  entries,
}: Pick<FactsOf['failures'], 'count' | 'entries'>): number | undefined {
  return entries > 0 ? Math.round((count / entries) * 10_000) / 10_000 : undefined;
}

/** What advice depends on of a job, beside what was seen of the condition. */
export interface JobInTrouble {
  readonly templateId: string;
  /** The conditions that are open. */
  readonly open: readonly ConditionType[];
  /** What was last seen of its quarantine, where it is in one. */
  readonly quarantine?: FactsOf['quarantine'] | undefined;
  readonly inFirstCycle?: boolean | undefined;
  readonly isMassDelay?: boolean | undefined;
}

/** What is wrong with a job, in the words that advice is found by. `facts` are what was last seen of the condition. */
export function adviceCauseOf<Type extends ConditionType>(
  condition: Type,
  facts: FactsOf[Type] | undefined,
  { templateId, open, quarantine, inFirstCycle = false, isMassDelay = false }: JobInTrouble,
): AdviceCause {
  return {
    condition,
    reason: '',
    errorCode: '',
    errorMessage: '',
    kind: jobKindOf(templateId),
    templateId,
    quarantineOpen: open.includes('quarantine'),
    haltOpen: open.includes('halt'),
    quarantineReason: reasonOf(quarantine?.quarantine),
    firstCycle: inFirstCycle,
    massDelay: isMassDelay,
    ...(facts && wordsOf(facts)),
  };
}

type Words = Partial<Pick<AdviceCause, 'reason' | 'errorCode' | 'errorMessage' | 'count' | 'share'>>;

/** What was seen of a condition, in the words that advice is found by; those that it does not have are left out. */
export function wordsOf(facts: FactsOf[ConditionType]): Words {
  if ('evidence' in facts) {
    const { quarantine } = facts;
    const message = isJsonObject(quarantine?.error) ? quarantine.error.message : undefined;
    return {
      reason: reasonOf(quarantine),
      errorCode: errorCodeOf(quarantine),
      errorMessage: typeof message === 'string' ? message : '',
    };
  }
  if ('reason' in facts) return { reason: facts.reason };
  const share = shareOf(facts);
  return { reason: 'objectsFail', count: facts.count, ...(share !== undefined && { share }) };
}
