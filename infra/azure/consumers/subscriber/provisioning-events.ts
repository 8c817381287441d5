// Written by `npm run consumers` from the published schemas of the events. Do not edit: copy it anew instead.

/** The attributes of every event. */
interface EventAttributes {
  readonly specversion: '1.0';
  /** Of the event: a repeat has the same. Also the messageId. */
  readonly id: string;
  /** The job. */
  readonly source: string;
  /** Display name of the application, or the id of the job. For people. */
  readonly subject: string;
  /** When the connector learnt it. */
  readonly recordedtime: string;
  /** Rises with each event of one condition of the job: by one, unless the connector stood still for long or lost its table. Ten digits or more: compare as numbers. */
  readonly sequence: string;
  readonly datacontenttype: 'application/json';
}

/** The data of every event. */
interface JobData {
  /** The tenant that the job belongs to. */
  readonly tenantId: string;
  /** Object id of the service principal in Microsoft Entra, in lower case. */
  readonly servicePrincipalId: string;
  /** Application (client) id. Left out where it is not known. */
  readonly appId?: string;
  /** Display name of the application. Left out where it is not known. */
  readonly displayName?: string;
  /** Graph's id of the synchronization job; opaque. */
  readonly jobId: string;
  /** The template of the job; empty when Graph gave none. */
  readonly templateId: string;
  /** What the job provisions from and to, by its template: `outbound`: from Entra to an application; `hrInbound`: from an HR system; `apiInbound`: what somebody sends to the API; `cloudSync`: between Active Directory and Entra; `crossTenant`: to another tenant; `onPremises`: to an application behind an agent; `other`: not known. An open enumeration: new values may come at any time. */
  readonly jobKind?: string;
  /** The status code of the synchronization job, as Graph gave it; where it gave none empty in events and null in answers. An open enumeration: new values may come at any time. */
  readonly statusCode: string;
  /** The state of the schedule of the synchronization job, as Graph gave it; where it gave none empty in events and null in answers. An open enumeration: new values may come at any time. */
  readonly scheduleState: string;
  /** When the last run of the job ended. Left out before the first. */
  readonly lastRunEndedAt?: string;
  /** How often the job should run: a duration of ISO 8601, as Graph gave it. */
  readonly interval?: string;
  /** Microsoft's page about the status. */
  readonly troubleshootingUrl?: string;
  /** The application's page about provisioning in the Microsoft Entra admin center. */
  readonly portalUrl: string;
  /** The application's overview in the Microsoft Entra admin center. */
  readonly applicationUrl?: string;
  /** The job's latest snapshot; wants a key. Left out without PUBLIC_URL. */
  readonly snapshotUrl?: string;
  /** Something had to be left out to keep the event below 48 KiB. */
  readonly truncated?: true;
}

type GraphQuarantine = {
  /** A date as Graph wrote it; null, empty or of year 1 where it means 'never'. */
  readonly currentBegan?: string | null;
  /** A date as Graph wrote it; null, empty or of year 1 where it means 'never'. */
  readonly seriesBegan?: string | null;
  /** A date as Graph wrote it; null, empty or of year 1 where it means 'never'. */
  readonly nextAttempt?: string | null;
  readonly reason?: string | null;
  /** How often the series was found in quarantine. */
  readonly seriesCount?: number | string | null;
  readonly error?: {
    readonly code?: string | null;
    readonly message?: string | null;
    readonly tenantActionable?: boolean | null;
  } | null;
};

/** A quarantine began */
interface QuarantineBegan extends EventAttributes {
  readonly type: 'entra.provisioning.quarantine.began';
  /** `episode` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:quarantine:began:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** What shows the quarantine: `status`: the status code says so; `object`: only the quarantine object does. */
    readonly evidence?: 'status' | 'object';
    /** The last quarantine object seen, its texts bounded to 2,048 characters. */
    readonly quarantine: GraphQuarantine | null;
    /** When Entra may switch the job off: 28 days after the series began. An estimate. */
    readonly expectedDisableAt?: string;
    /** The threshold of accidental deletions; only with that reason. */
    readonly deleteThreshold?: string;
    /** How it was learnt: `firstSight`: the job was never read before; `observed`: it was seen to change; `confirmed`: two runs saw it. */
    readonly detection: 'firstSight' | 'observed' | 'confirmed';
  };
}

/** The reason of a quarantine changed */
interface QuarantineChanged extends EventAttributes {
  readonly type: 'entra.provisioning.quarantine.changed';
  /** First sight of what is new. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:quarantine:changed:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** What shows the quarantine: `status`: the status code says so; `object`: only the quarantine object does. */
    readonly evidence?: 'status' | 'object';
    /** The last quarantine object seen, its texts bounded to 2,048 characters. */
    readonly quarantine: GraphQuarantine | null;
    /** When Entra may switch the job off: 28 days after the series began. An estimate. */
    readonly expectedDisableAt?: string;
    /** The threshold of accidental deletions; only with that reason. */
    readonly deleteThreshold?: string;
    /** Two runs saw it. */
    readonly detection: 'confirmed';
    /** The code of why the job is in quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly previousReason?: string;
    /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly previousErrorCode?: string;
    /** The code of why the job is in quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly reason?: string;
    /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly errorCode?: string;
  };
}

/** A quarantine will soon end in a job that is switched off */
interface QuarantineExpiring extends EventAttributes {
  readonly type: 'entra.provisioning.quarantine.expiring';
  /** When the connector recorded it. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:quarantine:expiring:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** What shows the quarantine: `status`: the status code says so; `object`: only the quarantine object does. */
    readonly evidence?: 'status' | 'object';
    /** The last quarantine object seen, its texts bounded to 2,048 characters. */
    readonly quarantine: GraphQuarantine | null;
    /** When Entra may switch the job off: 28 days after the series began. An estimate. */
    readonly expectedDisableAt: string;
    /** The threshold of accidental deletions; only with that reason. */
    readonly deleteThreshold?: string;
    /** One run saw it. */
    readonly detection: 'observed';
  };
}

/** A quarantine is over */
interface QuarantineCleared extends EventAttributes {
  readonly type: 'entra.provisioning.quarantine.cleared';
  /** `clearedBefore` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:quarantine:cleared:v1';
  readonly data: JobData & {
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** What shows the quarantine: `status`: the status code says so; `object`: only the quarantine object does. */
    readonly evidence?: 'status' | 'object';
    /** The last quarantine object seen, its texts bounded to 2,048 characters. */
    readonly quarantine: GraphQuarantine | null;
    /** When Entra may switch the job off: 28 days after the series began. An estimate. */
    readonly expectedDisableAt?: string;
    /** The threshold of accidental deletions; only with that reason. */
    readonly deleteThreshold?: string;
    /** `confirmed`: two runs saw it; `inferred`: from a later series in the same place. */
    readonly detection: 'confirmed' | 'inferred';
    /** Why the episode is over: `recovered`: the job runs without quarantine; `superseded`: a later series took its place; `removed`: the job is gone. */
    readonly cause: 'recovered' | 'superseded' | 'removed';
    /** It ended after this instant. */
    readonly clearedAfter: string;
    /** It ended at this instant at the latest. */
    readonly clearedBefore: string;
    /** From the begin to `clearedBefore`. */
    readonly durationSeconds: number;
    /** The reasons seen in the episode, oldest first. Left out by versions that did not keep them. */
    readonly reasons?: readonly {
      /** Why, as the condition names it. An open enumeration: new values may come at any time. */
      readonly reason?: string;
      /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
      readonly errorCode?: string;
      /** Objects that failed, where the condition counts them. */
      readonly count?: number;
      /** When it was first seen. */
      readonly since: string;
    }[];
  };
}

/** A job that ran does not run any more */
interface HaltBegan extends EventAttributes {
  readonly type: 'entra.provisioning.halt.began';
  /** `episode` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:halt:began:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** Why the job does not run; of the end the last that was seen. `disabledInQuarantine`: it was in quarantine for so long that Entra switched it off (inferred); `escrowsPruned`: its first cycle met too many failures, and Entra dropped the record of them; `notConfigured`: something that it needs is not set up; `disabled`, `paused`: somebody or Entra switched it off, by the schedule's or the status's word. An open enumeration: new values may come at any time. */
    readonly reason: string;
    /** Whether the job is in quarantine too. */
    readonly quarantined: boolean;
    /** How it was learnt: `firstSight`: the job was so already when it was first read; `confirmed`: later runs saw the same. */
    readonly detection: 'firstSight' | 'confirmed';
    /** Start of the last run that saw it otherwise. Left out where none did. */
    readonly beganAfter?: string;
    /** Arrival of the first answer that showed it. */
    readonly beganBefore?: string;
  };
}

/** A job that was halted runs again, or is gone */
interface HaltCleared extends EventAttributes {
  readonly type: 'entra.provisioning.halt.cleared';
  /** `clearedBefore` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:halt:cleared:v1';
  readonly data: JobData & {
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** Why the job does not run; of the end the last that was seen. `disabledInQuarantine`: it was in quarantine for so long that Entra switched it off (inferred); `escrowsPruned`: its first cycle met too many failures, and Entra dropped the record of them; `notConfigured`: something that it needs is not set up; `disabled`, `paused`: somebody or Entra switched it off, by the schedule's or the status's word. An open enumeration: new values may come at any time. */
    readonly reason: string;
    /** Whether the job is in quarantine too. */
    readonly quarantined: boolean;
    /** How it was learnt: `confirmed`: two runs saw it; `inferred`: from something else that was proven; `observed`: one run saw what is proof by itself. */
    readonly detection: 'confirmed' | 'inferred' | 'observed';
    /** Why the episode is over: `resumed`: the job runs again; `removed`: the job is gone. */
    readonly cause: 'resumed' | 'removed';
    /** It ended after this instant. */
    readonly clearedAfter: string;
    /** It ended at this instant at the latest. */
    readonly clearedBefore: string;
    /** From the begin to `clearedBefore`. */
    readonly durationSeconds: number;
    /** The reasons seen in the episode, oldest first. Left out by versions that did not keep them. */
    readonly reasons?: readonly {
      /** Why, as the condition names it. An open enumeration: new values may come at any time. */
      readonly reason?: string;
      /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
      readonly errorCode?: string;
      /** Objects that failed, where the condition counts them. */
      readonly count?: number;
      /** When it was first seen. */
      readonly since: string;
    }[];
  };
}

/** A job is overdue */
interface OverdueBegan extends EventAttributes {
  readonly type: 'entra.provisioning.overdue.began';
  /** `episode` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:overdue:began:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** In which way the job is late; of the end the last that was seen. `notRunning`: no run has ended for far longer than its interval; `initialCycle`: its first cycle goes on and on; `backlog`: runs end, but none has caught up with all changes. An open enumeration: new values may come at any time. */
    readonly reason: string;
    /** When it was to be expected at the latest. */
    readonly expectedBy: string;
    /** From `expectedBy` to when the event was recorded; of the end, to `clearedBefore`. */
    readonly lagSeconds: number;
    /** How far the job was, where Graph gave it. */
    readonly progress?: readonly {
      /** What is counted, as Graph names it; empty where it gave no name. */
      readonly name: string;
      readonly completedUnits?: number;
      readonly totalUnits?: number;
      /** When it was counted: a date as Graph wrote it. */
      readonly observedAt?: string;
    }[];
    /** When the job last had caught up with all changes. */
    readonly steadyStateLastAchievedAt?: string;
    /** How it was learnt: `firstSight`: the job was so already when it was first read; `confirmed`: later runs saw the same. */
    readonly detection: 'firstSight' | 'confirmed';
    /** Start of the last run that saw it otherwise. Left out where none did. */
    readonly beganAfter?: string;
    /** Arrival of the first answer that showed it. */
    readonly beganBefore?: string;
    /** Many jobs stood still at once: the event was held back until it had lasted for four hours. */
    readonly massDelay?: true;
  };
}

/** A job is overdue no longer */
interface OverdueCleared extends EventAttributes {
  readonly type: 'entra.provisioning.overdue.cleared';
  /** `clearedBefore` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:overdue:cleared:v1';
  readonly data: JobData & {
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** In which way the job is late; of the end the last that was seen. `notRunning`: no run has ended for far longer than its interval; `initialCycle`: its first cycle goes on and on; `backlog`: runs end, but none has caught up with all changes. An open enumeration: new values may come at any time. */
    readonly reason: string;
    /** When it was to be expected at the latest. */
    readonly expectedBy: string;
    /** From `expectedBy` to when the event was recorded; of the end, to `clearedBefore`. */
    readonly lagSeconds: number;
    /** How far the job was, where Graph gave it. */
    readonly progress?: readonly {
      /** What is counted, as Graph names it; empty where it gave no name. */
      readonly name: string;
      readonly completedUnits?: number;
      readonly totalUnits?: number;
      /** When it was counted: a date as Graph wrote it. */
      readonly observedAt?: string;
    }[];
    /** When the job last had caught up with all changes. */
    readonly steadyStateLastAchievedAt?: string;
    /** How it was learnt: `confirmed`: two runs saw it; `inferred`: from something else that was proven; `observed`: one run saw what is proof by itself. */
    readonly detection: 'confirmed' | 'inferred' | 'observed';
    /** Why the episode is over: `caughtUp`: the job is on time again; `halted`: it does not run any more; `quarantined`: it is in quarantine, where Entra retries ever more rarely; `removed`: the job is gone. */
    readonly cause: 'caughtUp' | 'halted' | 'quarantined' | 'removed';
    /** It ended after this instant. */
    readonly clearedAfter: string;
    /** It ended at this instant at the latest. */
    readonly clearedBefore: string;
    /** From the begin to `clearedBefore`. */
    readonly durationSeconds: number;
    /** The reasons seen in the episode, oldest first. Left out by versions that did not keep them. */
    readonly reasons?: readonly {
      /** Why, as the condition names it. An open enumeration: new values may come at any time. */
      readonly reason?: string;
      /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
      readonly errorCode?: string;
      /** Objects that failed, where the condition counts them. */
      readonly count?: number;
      /** When it was first seen. */
      readonly since: string;
    }[];
  };
}

/** Many objects of a job fail */
interface FailuresBegan extends EventAttributes {
  readonly type: 'entra.provisioning.failures.began';
  /** `episode` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:failures:began:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** Objects that the last run could not provision (`countEscrowed`). */
    readonly count: number;
    /** Graph's `countEscrowedRaw`, where it gave it. */
    readonly countRaw?: number;
    /** Objects that are synchronized, of all types together; 0 where Graph gave none. */
    readonly entries: number;
    /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
    readonly share?: number;
    /** How the last run ended, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly executionState: string;
    /** How near the job is to a quarantine: it enters one with so many failing objects and such a share of all. The numbers are those of the documentation of Microsoft, subject to change. */
    readonly towardsQuarantine: {
      readonly count: number;
      readonly ofCount: number;
      /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
      readonly share?: number;
      readonly ofShare: number;
    };
    /** How it was learnt: `firstSight`: the job was so already when it was first read; `confirmed`: later runs saw the same. */
    readonly detection: 'firstSight' | 'confirmed';
    /** Start of the last run that saw it otherwise. Left out where none did. */
    readonly beganAfter?: string;
    /** Arrival of the first answer that showed it. */
    readonly beganBefore?: string;
  };
}

/** Far more objects of a job fail */
interface FailuresChanged extends EventAttributes {
  readonly type: 'entra.provisioning.failures.changed';
  /** First sight of what is new. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:failures:changed:v1';
  readonly data: JobData & {
    /** Names the advice for this cause: the snapshot of the job has its text, while the condition is open. An open enumeration: new values may come at any time. */
    readonly adviceId?: string;
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** Objects that the last run could not provision (`countEscrowed`). */
    readonly count: number;
    /** Graph's `countEscrowedRaw`, where it gave it. */
    readonly countRaw?: number;
    /** Objects that are synchronized, of all types together; 0 where Graph gave none. */
    readonly entries: number;
    /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
    readonly share?: number;
    /** How the last run ended, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly executionState: string;
    /** How near the job is to a quarantine: it enters one with so many failing objects and such a share of all. The numbers are those of the documentation of Microsoft, subject to change. */
    readonly towardsQuarantine: {
      readonly count: number;
      readonly ofCount: number;
      /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
      readonly share?: number;
      readonly ofShare: number;
    };
    /** Two runs saw it. */
    readonly detection: 'confirmed';
    /** `count` of the event before. */
    readonly previousCount: number;
  };
}

/** Few objects of a job fail any more */
interface FailuresCleared extends EventAttributes {
  readonly type: 'entra.provisioning.failures.cleared';
  /** `clearedBefore` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:failures:cleared:v1';
  readonly data: JobData & {
    /** Names the stay in the condition within the job. A quarantine's: the first begin of its series that Graph gave, cut to seconds, or the instant of first sight; any other's: the instant of first sight. */
    readonly episode: string;
    /** Tells episodes of the same name apart; 1 unless one that was published before came back. */
    readonly occurrence: number;
    /** Objects that the last run could not provision (`countEscrowed`). */
    readonly count: number;
    /** Graph's `countEscrowedRaw`, where it gave it. */
    readonly countRaw?: number;
    /** Objects that are synchronized, of all types together; 0 where Graph gave none. */
    readonly entries: number;
    /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
    readonly share?: number;
    /** How the last run ended, as Graph gave it. An open enumeration: new values may come at any time. */
    readonly executionState: string;
    /** How near the job is to a quarantine: it enters one with so many failing objects and such a share of all. The numbers are those of the documentation of Microsoft, subject to change. */
    readonly towardsQuarantine: {
      readonly count: number;
      readonly ofCount: number;
      /** `count` by `entries`, to four digits: 0.4 is 40 %. Above 1 where more objects fail than are synchronized. Left out without entries. */
      readonly share?: number;
      readonly ofShare: number;
    };
    /** How it was learnt: `confirmed`: two runs saw it; `inferred`: from something else that was proven; `observed`: one run saw what is proof by itself. */
    readonly detection: 'confirmed' | 'inferred' | 'observed';
    /** Why the episode is over: `recovered`: few objects fail, and have for long; `removed`: the job is gone. */
    readonly cause: 'recovered' | 'removed';
    /** It ended after this instant. */
    readonly clearedAfter: string;
    /** It ended at this instant at the latest. */
    readonly clearedBefore: string;
    /** From the begin to `clearedBefore`. */
    readonly durationSeconds: number;
    /** The reasons seen in the episode, oldest first. Left out by versions that did not keep them. */
    readonly reasons?: readonly {
      /** Why, as the condition names it. An open enumeration: new values may come at any time. */
      readonly reason?: string;
      /** The code of the error that led into quarantine, as Graph gave it. An open enumeration: new values may come at any time. */
      readonly errorCode?: string;
      /** Objects that failed, where the condition counts them. */
      readonly count?: number;
      /** When it was first seen. */
      readonly since: string;
    }[];
  };
}

/** A job is gone */
interface JobRemoved extends EventAttributes {
  readonly type: 'entra.provisioning.job.removed';
  /** `removedBefore` of the data. */
  readonly time: string;
  /** The schema of the data. Its version moves only with a change that old readers could not read. */
  readonly dataschema: 'urn:entra:provisioning:job:removed:v1';
  readonly data: JobData & {
    /** Two runs saw it. */
    readonly detection: 'confirmed';
    /** The job was deleted after this instant. */
    readonly removedAfter: string;
    /** The job was deleted at this instant at the latest. */
    readonly removedBefore: string;
  };
}

export type ProvisioningEvent =
  | QuarantineBegan
  | QuarantineChanged
  | QuarantineExpiring
  | QuarantineCleared
  | HaltBegan
  | HaltCleared
  | OverdueBegan
  | OverdueCleared
  | FailuresBegan
  | FailuresChanged
  | FailuresCleared
  | JobRemoved;

/** The schema of the data that these types are of, by the type of the event. */
export const dataSchemas = {
  'entra.provisioning.quarantine.began': 'urn:entra:provisioning:quarantine:began:v1',
  'entra.provisioning.quarantine.changed': 'urn:entra:provisioning:quarantine:changed:v1',
  'entra.provisioning.quarantine.expiring': 'urn:entra:provisioning:quarantine:expiring:v1',
  'entra.provisioning.quarantine.cleared': 'urn:entra:provisioning:quarantine:cleared:v1',
  'entra.provisioning.halt.began': 'urn:entra:provisioning:halt:began:v1',
  'entra.provisioning.halt.cleared': 'urn:entra:provisioning:halt:cleared:v1',
  'entra.provisioning.overdue.began': 'urn:entra:provisioning:overdue:began:v1',
  'entra.provisioning.overdue.cleared': 'urn:entra:provisioning:overdue:cleared:v1',
  'entra.provisioning.failures.began': 'urn:entra:provisioning:failures:began:v1',
  'entra.provisioning.failures.changed': 'urn:entra:provisioning:failures:changed:v1',
  'entra.provisioning.failures.cleared': 'urn:entra:provisioning:failures:cleared:v1',
  'entra.provisioning.job.removed': 'urn:entra:provisioning:job:removed:v1',
} as const satisfies Record<ProvisioningEvent['type'], string>;
