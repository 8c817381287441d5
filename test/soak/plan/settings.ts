/** How the connector of a soak is set: what takes days in a tenant takes hours, so that it ends within the day. */
export const haltAfterMinutes = 30;
export const failuresClearAfterMinutes = 120;
/** Every job runs so often; it is late after four of these. */
export const jobIntervalMinutes = 40;

/** What is older is deleted: within the soak, however short it is. */
export function retentionHours(days: number): number {
  return days >= 4 ? 48 : days * 6;
}

export function connectorSettings(days: number): Readonly<Record<string, string>> {
  return {
    CONDITIONS: 'quarantine,halt,overdue,failures,jobs',
    HALT_AFTER: `PT${haltAfterMinutes}M`,
    FAILURES_CLEAR_AFTER: `PT${failuresClearAfterMinutes}M`,
    RETENTION: `PT${retentionHours(days)}H`,
    // It polls when it is told to.
    POLL_SCHEDULE: '0 0 0 1 1 *',
  };
}
