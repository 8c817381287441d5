import { app as functions, type HttpMethod, type InvocationContext } from '@azure/functions';
import { app } from '../app.ts';
import { authLevel, timerSchedule } from '../config/config.ts';
import { workQueueOf } from '../config/tenants.ts';
import { serve } from '../http/errors.ts';
import type { HttpRequest } from '../http/request.ts';
import type { HttpResponse } from '../http/response.ts';
import { isLetIn, turnedAway } from '../http/sign-in.ts';
import { methodsOf, respondToUnknownRoute } from '../http/unknown-route.ts';
import type { Log } from '../poll/ports.ts';
import { httpFunctions } from './http.ts';
import { onMessage } from './queue.ts';
import { onTimer } from './timer.ts';

// The entry of the bundle: importing it registers every function.

functions.timer('poll', {
  schedule: timerSchedule(process.env),
  // Only a safety net: the next run does what this one did not.
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 30 } },
  // The host gives null, which its types do not know, where it does not watch the schedule.
  handler: async (timer, context) => onTimer(app(), timer.scheduleStatus ?? undefined, logOf(context)),
});

const workQueue = workQueueOf(process.env);
// Its trigger needs an extension bundle, which an app with one tenant does not have.
if (workQueue !== undefined) {
  functions.serviceBusQueue('pollTenant', {
    connection: 'ServiceBus',
    queueName: workQueue,
    handler: async (message, context) => onMessage(app(), message, context, logOf(context)),
  });
}

const level = authLevel(process.env);
const answering = httpFunctions(workQueue !== undefined);
for (const each of answering) {
  const { name, route, respond, onError } = each;
  register(name, route, methodsOf(each), (request, log) =>
    serve(request, log, async () => respond(request, app(), log), onError?.(request)),
  );
}

// What no other route takes. The host tries routes in the order of their functions' names, so this one has to be the last. No two of the
// others fit one path: they differ in a part that is no parameter, or in how many parts they have.
register('unknownRoute', '{*path}', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], (request, log) =>
  serve(request, log, async () => respondToUnknownRoute(request, answering)),
);

/** Registers a function of HTTP: each wants the same of its callers. */
function register(
  name: string,
  route: string,
  methods: HttpMethod[],
  answer: (request: HttpRequest, log: Log) => Promise<HttpResponse>,
): void {
  functions.http(name, {
    methods,
    route,
    authLevel: level,
    handler: (request, context) => (isLetIn(request, level) ? answer(request, logOf(context)) : turnedAway),
  });
}

/** The log of one invocation: each line is one JSON text, which queries parse. */
function logOf(context: InvocationContext): Log {
  return {
    info: (line) => context.log(JSON.stringify(line)),
    error: (line) => context.error(JSON.stringify(line)),
  };
}
