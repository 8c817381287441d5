import * as z from 'zod';
import { clearCauses, conditionTypes } from './events/event-names.ts';
import { jobKinds } from './events/job-kinds.ts';

/** The type of what a schema describes, read-only: this is how the rest of `src` uses the contract, and only this. */
export type Shape<Schema extends z.ZodType> = ReadOnly<z.output<Schema>>;

type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Member in keyof T]: ReadOnly<T[Member]> }
    : T;

/** An object of which the contract promises no member. */
export type OpenObject = { readonly [member: string]: unknown };

// The plain values that the contract is made of. The rest of `src` takes types from here and runs none of it: zod stays out of the bundle.

/** A date and time of RFC 3339. */
export const dateTime = z.iso.datetime({ offset: true });

/** A time of the connector's own clock: UTC, with milliseconds. */
export const instantFormat = dateTime.meta({ examples: ['2026-03-01T08:05:03.120Z'] });

export const guidFormat = z.guid();

/** A whole number from 0. */
export const count = z.int().min(0);

/** A value of an open enumeration: readers must take texts that are not known yet. */
export function openCode(description: string, ...examples: string[]): z.ZodString {
  return z.string().meta({
    description: `${description} An open enumeration: new values may come at any time.`,
    examples,
  });
}

export const servicePrincipalId = guidFormat.meta({
  description: 'Object id of the service principal in Microsoft Entra, in lower case.',
  examples: ['8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e'],
});

export const tenantId = guidFormat.meta({
  description: 'Id of the tenant in Microsoft Entra, in lower case.',
  examples: ['b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b'],
});

export const reason = openCode(
  'The code of why the job is in quarantine, as Graph gave it.',
  'EncounteredQuarantineException',
  'EncounteredEscrowProportionThreshold',
  'TooManyDeletes',
);

export const errorCode = openCode(
  'The code of the error that led into quarantine, as Graph gave it.',
  'InvalidCredentials',
  'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable',
);

export const statusCode = openCode(
  'The status code of the synchronization job, as Graph gave it; where it gave none empty in events and null in answers.',
  'Active',
  'NotRun',
  'Paused',
  'Quarantine',
);

export const scheduleState = openCode(
  'The state of the schedule of the synchronization job, as Graph gave it; where it gave none empty in events and null in answers.',
  'Active',
  'Disabled',
  'Paused',
);

export const evidence = z.enum(['status', 'object']).meta({
  description:
    'What shows the quarantine: `status`: the status code says so; `object`: only the quarantine object does.',
});

export const quarantineCause = z.enum(clearCauses.quarantine).meta({
  description:
    'Why the episode is over: `recovered`: the job runs without quarantine; `superseded`: a later series took its place; `removed`: the job is gone.',
});

export const jobKind = openCode(
  'What the job provisions from and to, by its template: `outbound`: from Entra to an application; `hrInbound`: from an HR system; `apiInbound`: what somebody sends to the API; `cloudSync`: between Active Directory and Entra; `crossTenant`: to another tenant; `onPremises`: to an application behind an agent; `other`: not known.',
  ...jobKinds,
);

export const adviceId = openCode(
  'Names the advice for this cause: the snapshot of the job has its text, while the condition is open.',
  'credentials',
  'haltPaused',
);

export const interval = z.string().meta({
  description: 'How often the job should run: a duration of ISO 8601, as Graph gave it.',
  examples: ['PT40M'],
});

export const conditionType = openCode('What is wrong with the job.', ...conditionTypes);
