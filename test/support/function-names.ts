/** The functions of the app, in order. */
export const functionNames: readonly string[] = [
  ...['episodes', 'event', 'eventTrigger', 'events', 'eventsAtom', 'health', 'job', 'jobs', 'metrics'],
  ...['openapi', 'poll', 'pollNow', 'resendEvent', 'status', 'swagger', 'transitions', 'unknownRoute'],
];

/** Those that are not about one tenant. */
const ofTheApp = ['openapi', 'poll', 'swagger', 'unknownRoute'];
const twins = functionNames
  .filter((name) => !ofTheApp.includes(name))
  .map((name) => `tenant${name.charAt(0).toUpperCase()}${name.slice(1)}`);

/** The functions of an app with several tenants, in order. */
export const functionNamesOfSeveral: readonly string[] = [
  ...functionNames,
  'pollTenant',
  'tenants',
  ...twins,
].sort();
