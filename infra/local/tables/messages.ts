export type ToTables =
  | {
      readonly type: 'open';
      /** In memory without. */
      readonly folder?: string;
    }
  | { readonly type: 'close' };

/** The answer to `open`. */
export type FromTables =
  | { readonly type: 'open'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string };
