import type { ReceivedMessage } from '../subscriber/received-message.ts';

/**
 * What a subscriber did not receive of the events that a scenario has to send, by application. Events of a condition that was not asked for
 * are not missed.
 *
 * @returns what is missing, in words
 */
export function missingEvents(
  messages: readonly ReceivedMessage[],
  sends: Readonly<Record<string, readonly string[]>>,
  asked: ReadonlySet<string>,
): string[] {
  const received = new Set(messages.flatMap(namesOf));
  return Object.entries(sends).flatMap(([application, events]) =>
    events
      .filter((event) => asked.has(event.startsWith('job ') ? 'jobs' : (event.split(' ')[0] ?? '')))
      .filter((event) => !received.has(`${application}: ${event}`))
      .map((event) => `${application}: never '${event}'`),
  );
}

/** The event by its condition and kind, alone and with why it began or ended. */
function namesOf({ subject, body, applicationProperties }: ReceivedMessage): string[] {
  const [about, kind] = subject?.split('.').slice(-2) ?? [];
  const { cause, reason } = (body as { readonly data: { readonly cause?: string; readonly reason?: string } })
    .data;
  const name = `${applicationProperties.cloudEvents_subject}: ${about} ${kind}`;
  return [name, `${name} ${kind === 'cleared' ? cause : reason}`];
}
