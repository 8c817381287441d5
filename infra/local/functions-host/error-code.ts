/** What the Azure SDKs call an error, such as `MessageLockLost`. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
