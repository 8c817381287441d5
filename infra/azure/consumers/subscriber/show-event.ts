import type { QuarantineEvent } from './read-event.ts';

/** The place of your own work. It should do no harm when it runs twice for one event. */
export async function showEvent({ id, type, subject, time, sequence, data }: QuarantineEvent): Promise<void> {
  const { cause, quarantine } = data;
  process.stdout.write(
    `${JSON.stringify({ line: 'event', type, id, sequence, subject, time, cause, quarantine })}\n`,
  );
}
