/** Each service of the process has a number of its own. */
export type ToTables =
  | {
      readonly type: 'open';
      readonly number: number;
      /** In memory without. */
      readonly folder?: string;
    }
  | { readonly type: 'close'; readonly number: number };

export type FromTables =
  | { readonly type: 'open'; readonly number: number; readonly port: number }
  | { readonly type: 'closed'; readonly number: number }
  | { readonly type: 'failed'; readonly number: number; readonly message: string };
