import type { Message } from 'rhea';
import { notAllowed } from '../errors.ts';

/**
 * Refuses a message whose partition key is not its session id (since 2020 by every entity, see azure-sdk-for-net#13811), and on a
 * partitioned entity a batch that would be spread over partitions: by session id, else by partition key, else, with duplicate
 * detection, by message id. The words are those of amqpnetlite#120 and azure-sdk-for-python#21955.
 * @throws BusRefusal
 */
export function checkPartitions(
  messages: readonly Message[],
  { partitioned, duplicates }: { readonly partitioned: boolean; readonly duplicates: unknown },
): void {
  for (const { group_id: sessionId, message_annotations } of messages) {
    const key = message_annotations?.[partitionKeyAnnotation];
    if (key != null && sessionId != null && key !== sessionId)
      throw notAllowed(
        `The PartitionKey '${key}' and the SessionId '${sessionId}' of a message must be equal.`,
      );
  }
  if (!partitioned || messages.length < 2) return;
  const detects = duplicates !== undefined;
  const partitions = messages.map(
    ({ group_id, message_annotations, message_id }) =>
      group_id ?? message_annotations?.[partitionKeyAnnotation] ?? (detects ? message_id : undefined),
  );
  if (detects && partitions.some((each) => each === undefined))
    throw notAllowed(
      'Message to a partitioned entity with duplicate detection enabled must have either PartitionKey or MessageId.',
    );
  if (new Set(partitions).size > 1) throw notAllowed(detects ? keysDifferWithDetection : keysDiffer);
}

const partitionKeyAnnotation = 'x-opt-partition-key';
const keysDiffer =
  'Batching brokered messages with distinct SessionId or PartitionKey is not supported for an entity with partitioning enabled.';
const keysDifferWithDetection =
  'Batching brokered messages with distinct SessionId, PartitionKey, or MessageId  is not supported for an entity with partitioning and duplicate detection enabled.';
