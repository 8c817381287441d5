import type * as z from 'zod';

/** The type of what a schema describes, read-only: this is how the rest of `src` uses the contract, and only this. */
export type Shape<Schema extends z.ZodType> = ReadOnly<z.output<Schema>>;

type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Member in keyof T]: ReadOnly<T[Member]> }
    : T;
