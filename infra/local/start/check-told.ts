import type { ReceivedMessage } from '../subscriber/received-message.ts';

/** What is wrong with all that a subscriber was told; empty when nothing is. Repeats of an id count once. */
export function checkTold(messages: readonly ReceivedMessage[]): string[] {
  const wrong: string[] = [];
  const first = new Map(messages.map((message) => [message.messageId, message] as const).reverse());
  const bySession = new Map<string, ReceivedMessage[]>();
  for (const message of first.values()) {
    const session = message.sessionId ?? '';
    bySession.set(session, [...(bySession.get(session) ?? []), message]);
  }
  const kinds = [...first.values()].map((message) => message.subject?.split('.').at(-1));
  for (const kind of ['began', 'cleared']) if (!kinds.includes(kind)) wrong.push(`no ${kind} event arrived`);
  for (const [session, told] of bySession) {
    const inOrder = told
      .map(({ applicationProperties, subject }) => ({
        sequence: Number(applicationProperties.cloudEvents_sequence),
        kind: subject?.split('.').at(-1),
      }))
      .sort((a, b) => a.sequence - b.sequence);
    for (const [place, { sequence, kind }] of inOrder.entries()) {
      const before = inOrder[place - 1];
      if (kind !== (place % 2 === 0 ? 'began' : 'cleared'))
        wrong.push(`session ${session}: ${kind} out of turn`);
      if (before && sequence !== before.sequence + 1)
        wrong.push(`session ${session}: a gap before ${sequence}`);
    }
  }
  return wrong;
}
