import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { refuse } from "../../engine/core/errors.ts";
import { printable } from "../csv/printable.ts";
import { identifier, literal, withDuckdb } from "../duckdb.ts";
import { type LedgerFiles, ledgerFiles } from "./manifest.ts";

const text = "VARCHAR";
const number = "DOUBLE";

/** Columns of a subject. */
const subjectColumns = {
  kind: text,
  strategy: text,
  sourceHash: text,
  dataNames: text,
  dataHashes: text,
  dataHash: text,
  fromMs: number,
  toMs: number,
  settingsHash: text,
  group: text,
  seed: number,
} as const;

/** Columns of a trial. */
const trialColumns = {
  status: text,
  timeMs: number,
  params: text,
  graphHash: text,
  runId: text,
  variants: number,
  reason: text,
  sharpe: number,
  sharpePerBar: number,
  bars: number,
  skew: number,
  kurtosis: number,
  totalReturn: number,
  maxDrawdown: number,
  trades: number,
  objective: number,
} as const;

/** Columns of the ledger as SQL sees it, by name and type. */
export const ledgerColumns: Readonly<Record<string, "VARCHAR" | "DOUBLE">> = {
  ...subjectColumns,
  ...trialColumns,
};

const columnList = Object.keys(ledgerColumns).map(identifier).join(", ");

/** A query whose result holds the rows of Parquet parts. */
const partsQuery = (paths: readonly string[]): string =>
  `SELECT ${columnList} FROM read_parquet([${paths.map(literal).join(", ")}], union_by_name = true)`;

/** A query whose result holds the trials of segments, of whole lines alone. */
export function segmentsQuery(paths: readonly string[]): string {
  const lines =
    `read_csv([${paths.map(literal).join(", ")}], columns = {'sum': 'VARCHAR', 'line': 'VARCHAR'}, ` +
    "auto_detect = false, header = false, delim = '\\t', quote = '', escape = '', nullstr = '', " +
    "ignore_errors = true, strict_mode = false, max_line_size = 8388608, buffer_size = 33554432, filename = 'segment')";
  const spec = JSON.stringify({ define: "INTEGER", subject: "INTEGER", ...subjectColumns, ...trialColumns });
  const of = (table: string, columns: object): string[] =>
    Object.keys(columns).map((name) => `${table}.r.${identifier(name)} AS ${identifier(name)}`);
  return (
    // Within CASE, so that a line which is not whole is never read as JSON, in whatever order the parts are evaluated.
    `WITH records AS MATERIALIZED (SELECT segment, from_json(CASE WHEN md5(line) = sum THEN line END, ${literal(spec)}) AS r FROM ${lines}) ` +
    `SELECT ${[...of("s", subjectColumns), ...of("t", trialColumns)].join(", ")} FROM records t ` +
    "LEFT JOIN records s ON s.segment = t.segment AND s.r.define = t.r.subject WHERE t.r.subject IS NOT NULL"
  );
}

/** A query whose result is the whole ledger. */
export function ledgerQuery(parts: readonly string[], segments: readonly string[]): string {
  const queries = [
    ...(parts.length > 0 ? [partsQuery(parts)] : []),
    ...(segments.length > 0 ? [`SELECT ${columnList} FROM (${segmentsQuery(segments)})`] : []),
  ];
  if (queries.length > 0) return queries.join(" UNION ALL ");
  const none = Object.entries(ledgerColumns).map(([name, type]) => `NULL::${type} AS ${identifier(name)}`);
  return `SELECT ${none.join(", ")} WHERE false`;
}

const attemptsMax = 20;

/** Runs `work` with a connection in which the ledger is the view `trials`. Starts anew where a compaction came between. */
export async function withLedger<T>(
  ledger: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { manifest, segments } = ledgerFiles(ledger);
    const parts = pathsIn(ledger, { manifest, segments: [] });
    const files = pathsIn(ledger, { manifest, segments });
    try {
      return await withDuckdb(async (connection) => {
        await connection.run(`CREATE TEMP VIEW trials AS ${ledgerQuery(parts, files.slice(parts.length))}`);
        return work(connection);
      });
    } catch (error) {
      const gone = files.find((file) => !existsSync(file));
      if (gone !== undefined && attempt < attemptsMax) continue;
      throw explainRead(error, ledger, gone);
    }
  }
}

function pathsIn(ledger: string, { manifest, segments }: LedgerFiles): string[] {
  return [...manifest.parts.map(({ file }) => file), ...segments].map((file) => join(ledger, file));
}

function explainRead(error: unknown, ledger: string, gone: string | undefined): unknown {
  if (gone !== undefined)
    refuse(`the ledger ${ledger} is damaged: ${gone} is missing; put it back from a copy`);
  const { message = "" } = error as Error;
  if (!/No magic bytes|Invalid Input Error.*parquet|Corrupt|IO Error/i.test(message)) return error;
  return refuse(`the ledger ${ledger} cannot be read: ${printable(message.split("\n")[0]!, 200)}`);
}
