import { boundedText } from '../../../src/core/bounded-text.ts';
import { graphErrorOf } from '../../../src/graph/for-programs.ts';

/** The services of Microsoft report errors in one form: `{error: {code, message}}`. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  /** What Microsoft's support asks for, such as `request-id 1`; empty or undefined: none came. */
  readonly reference: string | undefined;
}

/** An answer of a service, in a sentence. */
export function answered(service: string, { status, body, reference }: Answered): string {
  const error = graphErrorOf(body);
  const details = [error?.code, reference].filter(Boolean).join(', ');
  const said = error?.message ? `: ${boundedText(error.message, 300).replace(/\.$/, '')}` : '';
  return `${service} answered ${status}${details && ` (${details})`}${said}.`;
}
