import type { Clock, Log } from '../poll/ports.ts';
import { missing } from '../views/feed.ts';
import type { EventFeed, EventResender } from '../views/ports.ts';
import { askedNumber } from './get-events.ts';
import { type HttpRequest, readQuery } from './request.ts';
import { type HttpResponse, jsonResponse } from './response.ts';

/** Sends an event once more, as it was sent, behind what waits of its job. */
export async function resendEvent(
  request: HttpRequest,
  {
    tenantId,
    feed,
    clock,
  }: {
    readonly tenantId: string;
    readonly feed: EventFeed & EventResender;
    readonly clock: Pick<Clock, 'now'>;
  },
  log: Log,
): Promise<HttpResponse> {
  readQuery(request.url, []);
  const number = askedNumber(request);
  const resent = await feed.resend(number, clock.now());
  if (resent.kind === 'none') return await missing(feed, number);
  const { isNew, id, messageId } = resent;
  log.info({ line: 'resent', tenantId, number, id, messageId, added: isNew });
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
