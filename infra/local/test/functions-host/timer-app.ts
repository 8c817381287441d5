import type { LogRecord } from '../../functions-host/start-functions-host.ts';

/** An app whose timer logs what it was given; settings say how long it takes, and whether it fails. */
export const timerApp = `
  let runs = 0;
  let running = 0;
  app.timer('tick', {
    schedule: '%TICK%',
    retry: process.env.RETRIES && { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
    handler: async (timer, context) => {
      runs += 1;
      running += 1;
      context.log(JSON.stringify({ runs, running, retryCount: context.retryContext?.retryCount, timer }));
      await new Promise((resolve) => setTimeout(resolve, Number(process.env.LONG ?? 0)));
      running -= 1;
      if (process.env.RETRIES) throw new Error('on purpose');
    },
  });
  app.http('hello', { handler: async () => ({ body: 'hello' }) });
`;

/** What a run of it logged. */
export const told = (record: LogRecord) => JSON.parse(record.message);
