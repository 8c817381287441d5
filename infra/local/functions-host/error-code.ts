/** What the Azure SDKs call an error, such as `MessageLockLost`. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const transient: readonly unknown[] = [
  'GeneralError',
  'ServiceBusy',
  'ServiceCommunicationProblem',
  'ServiceTimeout',
];

/** Whether what Service Bus met passes by itself. */
export function isTransient(error: unknown): boolean {
  return transient.includes(codeOf(error));
}
