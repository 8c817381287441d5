export type ToTables =
  | {
      readonly type: 'open';
      /** PEM; plain HTTP without. */
      readonly certificate?: { readonly cert: string; readonly key: string };
      /** In memory without. */
      readonly folder?: string;
      readonly port: number;
    }
  | { readonly type: 'stop' | 'start' | 'close' };

/** One answer to each message, but to the last. */
export type FromTables =
  | { readonly type: 'open'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'done' };
