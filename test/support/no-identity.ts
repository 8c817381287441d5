/** For adapters that are reached with a connection string: they ask for no credential. */
export function noIdentity(): never {
  throw new Error('A connection string needs no identity.');
}
