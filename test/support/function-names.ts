/** The functions of the app, in order. */
export const functionNames: readonly string[] = [
  ...['episodes', 'health', 'job', 'jobs', 'openapi', 'poll', 'pollNow', 'status', 'swagger', 'transitions'],
  'unknownRoute',
];
