/** An Entra ID token as a broker in identity mode reads it: for Service Bus, valid for an hour, without a signature. */
export function jwt(claims: Record<string, unknown> = {}): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const defaults = { aud: 'https://servicebus.azure.net', exp: secondsFromNow(3600) };
  return `${part({ alg: 'none' })}.${part({ ...defaults, ...claims })}.unsigned`;
}

/** Whole seconds since the epoch, as tokens count. */
export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
