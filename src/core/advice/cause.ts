import type { ConditionType } from '../../contract/events/event-names.ts';
import type { Instant } from '../instant.ts';
import type { JobKind } from '../job-kind.ts';

/** What is wrong with a job, as far as advice depends on it. Texts are Entra's own, blank where it gave none. */
export interface AdviceCause {
  readonly condition: ConditionType;
  readonly reason: string;
  /** Of the error that led into quarantine. */
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly kind: JobKind;
  readonly quarantineOpen: boolean;
  readonly haltOpen: boolean;
  /** Names the HR system, and says whether an agent may be needed; without it nothing is said of the former. */
  readonly templateId?: string;
  /** Of a halt in quarantine: why the job is in quarantine. */
  readonly quarantineReason?: string;
  /** Of a halt: the job has never run. */
  readonly neverStarted?: boolean;
  /** Of a quarantine: the job has not finished its first cycle yet. */
  readonly firstCycle?: boolean;
  /** Of a late job: too many others are late as well. */
  readonly massDelay?: boolean;
  /** Of failures: how many objects fail, and which part of all that is, from 0 to 1. */
  readonly count?: number;
  readonly share?: number;
}

/** Where the job is found, and what else its advice may name. */
export interface AdviceWhere {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  /** Root of Microsoft Graph in the tenant's cloud, without a slash at the end. */
  readonly graphRoot: string;
  /** The pages of the application in the Microsoft Entra admin center: of its provisioning, and its overview. */
  readonly portalUrl: string;
  readonly applicationUrl: string;
  /** When Entra is expected to switch the job off. */
  readonly expectedDisableAt?: Instant;
  /** When Entra itself wanted to retry, where that has passed. */
  readonly retryWasDueAt?: Instant;
  /** The number of deletions that the job may do in one cycle. */
  readonly deleteThreshold?: string;
  readonly lastRunEndedAt?: Instant;
  /** ISO 8601 duration, as Graph gave it. */
  readonly interval?: string;
  readonly steadyStateLastAchievedAt?: Instant;
}
