/** A value as databases take it; NaN is a number of theirs, too. */
export type SqlValue = string | number | null | readonly (string | number | null)[];

/** A row as it comes, by column. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** A database that speaks PostgreSQL's SQL. */
export interface Connection {
  /** Runs one statement; `$1` and so on stand for the values. */
  readonly query: (sql: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;
  /** Runs statements that are one: all of them are carried out, or, where the work throws, none. */
  readonly transaction: <T>(work: (within: Pick<Connection, "query">) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}
