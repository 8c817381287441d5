import type { Clock } from '../poll/ports.ts';
import { missing } from '../views/feed.ts';
import type { EventFeed, EventResender } from '../views/ports.ts';
import { numberOf } from './get-events.ts';
import { type HttpRequest, readQuery } from './request.ts';
import { type HttpResponse, jsonResponse } from './response.ts';

/** Sends an event once more, as it was sent, behind what waits of its job. */
export async function resendEvent(
  request: HttpRequest,
  { feed, clock }: { readonly feed: EventFeed & EventResender; readonly clock: Pick<Clock, 'now'> },
): Promise<HttpResponse> {
  readQuery(request.url, []);
  const number = numberOf(request);
  const resent = await feed.resend(number, clock.now());
  if (resent.kind === 'none') return await missing(feed, number);
  const { isNew, id, messageId } = resent;
  return jsonResponse(202, {
    number,
    id,
    messageId,
    added: isNew,
    message: isNew
      ? 'The next poll sends the event again, behind what waits of its job: the same id and the same bytes.'
      : 'The event waits to be sent already: nothing was added.',
  });
}
