import type { Asked, Fault } from '../faults.ts';
import { refusals } from '../refusals.ts';

/**
 * A fault for a service principal that was made a moment ago and is not known everywhere: requests that name it in their
 * path are answered with 404, a grant that names it in its body with 400. Give it `times` or `forMs` to let it end.
 */
export function notReplicated(
  principalId: string,
  status: 400 | 404,
  lasts: Pick<Fault, 'times' | 'forMs'> = {},
): Fault {
  const { code, message } =
    status === 404
      ? refusals.notFound(principalId)
      : refusals.badDirectoryRequest('Not a valid reference update.');
  const names = (text: string | undefined) =>
    text?.toLowerCase().includes(principalId.toLowerCase()) ?? false;
  const match = ({ method, path, body }: Asked) =>
    status === 404
      ? names(path.split('?')[0])
      : method === 'POST' && names(body) && !path.endsWith('/$batch');
  return { match, status, error: { code, message }, ...lasts };
}
