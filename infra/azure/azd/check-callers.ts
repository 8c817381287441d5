import { type CloudName, clouds, type Timing } from '../../../src/graph/for-programs.ts';
import { askAgain, type Look } from './ask-again.ts';
import type { Probe } from './probe-health.ts';
import type { Verdict } from './verdict.ts';

export interface CallersCheck {
  readonly cloud: CloudName;
  readonly publicUrl: string;
  readonly isPrivate: boolean;
  readonly probe: () => Promise<Probe>;
  readonly timing: Timing;
  readonly say: (text: string) => void;
}

/**
 * Whether the app answers, and nobody without a key or a token.
 *
 * A private app answers inside its network with 401 like any other. From outside there is no way to it, or the platform says
 * 403: that is as wanted, and all that can be seen from there.
 */
export async function checkCallers({
  cloud,
  publicUrl,
  isPrivate,
  probe,
  timing,
  say,
}: CallersCheck): Promise<Verdict> {
  const look = async (): Promise<Look<Verdict>> => {
    const seen = await probe();
    const verdict = judge(seen, { isPrivate, publicUrl, cloud });
    return verdict ? { kind: 'end', value: verdict } : { kind: 'again', said: sentenceOf(seen, publicUrl) };
  };
  const end = await askAgain(look, timing, say);
  if (end.kind === 'end') return end.value;
  return {
    kind: 'problem',
    text: `Callers: ${end.said} Wanted is 401 (a key is missing). Check that the app runs, and your network.`,
  };
}

/** @returns undefined for what may still pass, such as a start */
function judge(
  seen: Probe,
  { isPrivate, publicUrl, cloud }: Pick<CallersCheck, 'isPrivate' | 'publicUrl' | 'cloud'>,
): Verdict | undefined {
  const status = 'status' in seen ? seen.status : undefined;
  if (status === 401) return { kind: 'well', text: 'Callers: without a key or a token the app answers 401.' };
  if ('status' in seen && seen.location?.startsWith(`${clouds[cloud].authority}/`)) {
    return { kind: 'well', text: 'Callers: without a token the app sends people to sign in to Entra.' };
  }
  if (status !== undefined && status >= 200 && status < 300) {
    return {
      kind: 'problem',
      text:
        `Callers: ${publicUrl}/api/health answers ${status} to ANYBODY, without a key. Stop the app until that is found out ` +
        '(az functionapp stop). With Entra callers, look whether its authentication is on; else whether this is the ' +
        'connector at all.',
    };
  }
  if (isPrivate && (status === undefined || status === 403)) {
    return {
      kind: 'remark',
      text:
        'Callers: the app is private and cannot be reached from here. To see that it answers, ask from within its network: ' +
        `GET ${publicUrl}/api/health without a key must be answered 401.`,
    };
  }
  return undefined;
}

function sentenceOf(seen: Probe, publicUrl: string): string {
  return 'status' in seen
    ? `${publicUrl}/api/health answers ${seen.status}.`
    : `${publicUrl} cannot be reached (${seen.unreachable}).`;
}
