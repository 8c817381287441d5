/** The name that clients must use, so that certificate, listener and client agree on the address family. */
export const busHost = 'localhost';

/** Whether a path is another or lies under it. As in the service, upper and lower case are the same. */
export function isBelow(path: string, parent: string): boolean {
  return parent === '' || `${path.toLowerCase()}/`.startsWith(`${parent.toLowerCase()}/`);
}
