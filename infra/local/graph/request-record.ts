/** A request that came in and what became of it. */
export interface GraphRequestRecord {
  readonly method: string;
  /** Path and query, version included. */
  readonly path: string;
  /** As the client sent them, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The tenant that the token names; not given where there is none. */
  tenantId?: string;
  /** 0 when the connection was cut instead. */
  status: number;
  /** The requests inside a `$batch`, in the order asked. */
  inner?: GraphRequestRecord[];
}
