import type { Request } from './exchange.ts';
import { RequestError } from './request-error.ts';

/** The job that a route names. @throws RequestError when its service principal cannot be one */
export function jobOf({ params }: Request): { servicePrincipalId: string; jobIdOrKey: string } {
  const { servicePrincipalId = '', jobId = '' } = params;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(servicePrincipalId)) {
    throw new RequestError(
      'InvalidServicePrincipalId',
      'servicePrincipalId',
      'The service principal is named by its object id, a GUID, such as 8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e.',
    );
  }
  return { servicePrincipalId: servicePrincipalId.toLowerCase(), jobIdOrKey: jobId };
}
