import type { JobError } from '../graph/job.ts';

/** Why a quarantine is imposed, as Graph says it. */
export interface QuarantineCause {
  readonly reason: string;
  readonly error?: JobError;
}

export const salesforceCredentials: QuarantineCause = {
  reason: 'EncounteredQuarantineException',
  error: {
    code: 'SalesforceInvalidCredentials',
    message:
      'Your Salesforce.com credentials are invalid. Please obtain a current Salesforce.com administrative user name, password and security token.',
    tenantActionable: true,
  },
};

export const invalidCredentials: QuarantineCause = {
  reason: 'EncounteredQuarantineException',
  error: {
    code: 'SystemForCrossDomainIdentityManagementInvalidCredentials',
    message: 'Please provide a valid tenant URL for your application.',
    tenantActionable: true,
  },
};

/** The reasons that Graph documents. Only the exception comes with an error. */
export const reasons = [
  'EncounteredQuarantineException',
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
  'TooManyDeletes',
  'IngestionInterrupted',
  'QuarantinedOnDemand',
  'Unknown',
] as const;

export function causeOf(reason: (typeof reasons)[number]): QuarantineCause {
  return reason === 'EncounteredQuarantineException' ? invalidCredentials : { reason };
}
