import type { LogRecord } from '../../functions-host/start-functions-host.ts';

/** Settings that make an app's Service Bus triggers possible, as a deployment has them. */
export const bundle = {
  AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle',
  AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)',
};

/**
 * An app with a queue function that logs what it was given. A message whose body is `{"do": "fail"}` makes it throw, one with
 * `{"do": "wait"}` makes it wait until somebody asks for `release`, and one with `{"do": "rest"}` makes it take a moment.
 */
export const queueApp = `
  let running = 0;
  let waiting = [];
  app.serviceBusQueue('work', {
    queueName: '%QUEUE%',
    connection: 'Bus',
    handler: async (message, context) => {
      running += 1;
      context.log(JSON.stringify({ message, running, metadata: context.triggerMetadata }));
      if (message?.do === 'wait') await new Promise((resolve) => waiting.push(resolve));
      if (message?.do === 'rest') await new Promise((resolve) => setTimeout(resolve, 500));
      running -= 1;
      if (message?.do === 'fail') throw new Error('on purpose');
    },
  });
  app.http('release', { handler: () => {
    for (const resolve of waiting.splice(0)) resolve();
    return {};
  } });
  app.http('hello', { handler: async () => ({ body: 'hello' }) });
`;

/** What a call of the queue function was given. */
export interface Given {
  readonly message: unknown;
  /** Calls at that moment in this instance, this one included. */
  readonly running: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const given = (record: LogRecord): Given => JSON.parse(record.message);

/** A line that a call of the queue function logs of a message with such an instruction. */
export const calledWith = (instruction: string): RegExp =>
  new RegExp(`^\\{"message":\\{"do":"${instruction}"`);
