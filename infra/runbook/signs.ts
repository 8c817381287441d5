import type { ConditionType } from '../../src/contract/events/event-names.ts';
import type { AdviceCause } from '../../src/core/advice/cause.ts';

/** What a person sees of a cause, and the cause as the advice takes it. */
export interface Sign {
  /** In Markdown; further ones of a row go on after "or". */
  readonly seen: string;
  readonly cause: AdviceCause;
}

function of(condition: ConditionType) {
  return (seen: string, some: Partial<AdviceCause> = {}): Sign => ({
    seen,
    cause: {
      condition,
      reason: '',
      errorCode: '',
      errorMessage: '',
      kind: 'outbound',
      quarantineOpen: condition === 'quarantine',
      haltOpen: condition === 'halt',
      ...some,
    },
  });
}

const quarantined = of('quarantine');
const halted = of('halt');
const late = of('overdue');
const failing = of('failures');
/** Most errors come with this reason. */
const exception = 'EncounteredQuarantineException';
const withError = (seen: string, errorCode: string, some: Partial<AdviceCause> = {}) =>
  quarantined(seen, { reason: exception, errorCode, ...some });
const agentCode = 'HybridIdentityService';
const ofAgent = { kind: 'cloudSync' } as const;
const ends = 'an error code that ends in';
const withReason = (reason: string, some: Partial<AdviceCause> = {}) =>
  quarantined(`reason \`${reason}\``, { reason, ...some });

/** What leads to each row of the advice. The first of a row decides the kind of job that its steps are written for. */
export const signs: readonly Sign[] = [
  withError(`${ends} \`InvalidCredentials\``, 'InvalidCredentials'),
  withError('`CredentialValidationFailure`', 'CredentialValidationFailure'),
  withError('`InsufficientPermissions`', 'InsufficientPermissions'),
  withError('has `Unauthorized` in it', 'HttpUnauthorized'),
  withError(`${ends} \`ServiceIncompatible\``, 'ServiceIncompatible'),
  quarantined('404 in the error', { reason: exception, errorMessage: 'The server answered 404.' }),
  quarantined(`reason \`${exception}\` with any other error code`, { reason: exception, errorCode: 'Other' }),
  withError(`${ends} \`${agentCode}NoAgentsAssigned\``, `${agentCode}NoAgentsAssigned`, ofAgent),
  withError(`${ends} \`${agentCode}NoActiveAgents\``, `${agentCode}NoActiveAgents`, ofAgent),
  withError('has `GatewayTimeout` in it, of a job that an agent serves', 'GatewayTimeout', ofAgent),
  withReason('EncounteredEscrowProportionThreshold'),
  withReason('EncounteredBaseEscrowThreshold'),
  withReason('EncounteredTotalEscrowThreshold'),
  withReason('TooManyDeletes'),
  withReason('QuarantinedOnDemand'),
  withReason('IngestionInterrupted'),
  quarantined('no error code, in the first cycle of API-driven provisioning', {
    kind: 'apiInbound',
    firstCycle: true,
  }),
  quarantined('no reason, or one that is not known here'),

  halted('reason `paused`', { reason: 'paused' }),
  halted('reason `disabled`', { reason: 'disabled' }),
  halted('reason `disabledInQuarantine`', { reason: 'disabledInQuarantine', quarantineOpen: true }),
  halted('reason `escrowsPruned`', { reason: 'escrowsPruned' }),
  halted('reason `notConfigured`', { reason: 'notConfigured' }),
  halted('reason `paused` or `disabled`, of a job in quarantine', {
    reason: 'paused',
    quarantineOpen: true,
    quarantineReason: exception,
  }),
  halted('state `notStarted`', { reason: 'paused', neverStarted: true }),
  halted('any reason, of API-driven provisioning', { reason: 'paused', kind: 'apiInbound' }),
  halted('reason `paused` or `disabled`, of a job that reads SuccessFactors', {
    reason: 'paused',
    kind: 'hrInbound',
    templateId: 'SuccessFactors2AAD',
  }),
  halted('any other reason'),

  late('reason `notRunning`', { reason: 'notRunning' }),
  late('reason `notRunning`, of a job that an agent serves', { reason: 'notRunning', kind: 'cloudSync' }),
  late('reason `notRunning`, with `massDelay`', { reason: 'notRunning', massDelay: true }),
  late('reason `initialCycle`', { reason: 'initialCycle' }),
  late('reason `backlog`', { reason: 'backlog' }),
  late('any other reason'),

  failing('below a fifth of all objects, and below 2,500', { count: 30, share: 0.05 }),
  failing('a fifth of all objects or more, or 2,500', { count: 3000, share: 0.3 }),
];
