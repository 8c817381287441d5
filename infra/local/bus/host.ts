/** The name that clients must use, so that certificate, listener and client agree on the address family. */
export const busHost = 'localhost';
