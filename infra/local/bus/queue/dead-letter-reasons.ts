import type { AddedProperties } from './queued-message.ts';

const reason = (name: string, description: string): AddedProperties => ({
  DeadLetterReason: name,
  DeadLetterErrorDescription: description,
});

/** Why the service itself moves a message to the dead-letter queue, in its words. */
export const sessionIdMissing = reason(
  'Session ID is null.',
  "Session enabled entity doesn't allow a message whose session identifier is null.",
);

export const timeToLiveOver = reason('TTLExpiredException', 'The message expired and was dead lettered.');

export const tooManyDeliveries = (attempts: number): AddedProperties =>
  reason('MaxDeliveryCountExceeded', `Message could not be consumed after ${attempts} delivery attempts.`);
