import type { ReceivedMessage } from '../../../infra/local/subscriber/received-message.ts';
import type { Life } from '../life.ts';
import type { Arrived } from './judge.ts';

interface Body {
  readonly data: { readonly reason?: string; readonly cause?: string };
}

/** A message as the judge wants it: only members that every build sends. @param begin of the soak, in milliseconds since 1970 */
export function arrived(message: ReceivedMessage, { numberOf }: Life, begin: number): Arrived {
  const { at, messageId, subject, applicationProperties: properties } = message;
  const [about = '', kind = ''] = subject?.split('.').slice(-2) ?? [];
  const { reason, cause } = bodyOf(message).data;
  return {
    id: messageId,
    job: numberOf(String(properties.servicePrincipalId), String(properties.jobId)),
    about,
    kind,
    because: kind === 'cleared' ? cause : kind === 'began' ? reason : undefined,
    sequence: Number(properties.cloudEvents_sequence),
    minute: (Date.parse(at) - begin) / 60_000,
  };
}

function bodyOf({ body }: ReceivedMessage): Body {
  return body as Body;
}
