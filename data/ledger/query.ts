import { identifier, literal, rowsOf } from "../duckdb.ts";
import { readable } from "./lines.ts";
import { ledgerColumns, withLedger } from "./source.ts";
import type { TrialKind, TrialRow, TrialStatus } from "./trial.ts";

/** Which trials. Every member that is given must fit. */
export interface TrialFilter {
  readonly strategy?: string | undefined;
  readonly sourceHash?: string | undefined;
  /** The hash of all its data. */
  readonly dataHash?: string | undefined;
  readonly kinds?: readonly TrialKind[] | undefined;
  readonly statuses?: readonly TrialStatus[] | undefined;
  readonly group?: string | undefined;
  readonly runId?: string | undefined;
}

/** In which order, and how many. */
export interface TrialOrder {
  /** A figure of the result, of which the greatest comes first; the latest trial unless given. */
  readonly by?: "sharpe" | "totalReturn" | "maxDrawdown" | "objective" | "trades" | undefined;
  readonly top?: number | undefined;
  /** Of trials that are alike in strategy, source, parameters, data, period and settings, the latest alone. */
  readonly once?: boolean | undefined;
}

const identity = [
  "kind",
  "strategy",
  "sourceHash",
  "graphHash",
  "params",
  "dataHash",
  "fromMs",
  "toMs",
  "settingsHash",
];

const latest =
  `QUALIFY row_number() OVER (PARTITION BY ${identity.map((name) => `trials.${identifier(name)}`).join(", ")} ` +
  'ORDER BY trials."timeMs" DESC, trials."runId") = 1';

/** The condition of a filter as SQL. */
export function conditionOf(filter: TrialFilter): string {
  const { kinds, statuses, ...equal } = filter;
  const parts = Object.entries(equal).flatMap(([name, value]) =>
    value === undefined ? [] : [`${identifier(name)} = ${literal(readable(value))}`],
  );
  const among = (name: string, values: readonly string[] | undefined): string[] =>
    values === undefined
      ? []
      : [values.length > 0 ? `${name} IN (${values.map(literal).join(", ")})` : "false"];
  return [...parts, ...among("kind", kinds), ...among("status", statuses), "true"].join(" AND ");
}

/**
 * The trials of a ledger that fit, the latest first or the best by a figure. Trials without that figure come last.
 * A ledger that is not there has none.
 */
export async function queryTrials(
  ledger: string,
  filter: TrialFilter = {},
  { by, top, once = false }: TrialOrder = {},
): Promise<TrialRow[]> {
  const columns = Object.entries(ledgerColumns).map(([name, type]) => {
    const column = identifier(name);
    return `coalesce(${column}, ${type === "DOUBLE" ? "'NaN'::DOUBLE" : "''"}) AS ${column}`;
  });
  // Of the table, where what is not known is NULL; NaN would come first.
  const order = by === undefined ? "" : `trials.${identifier(by)} DESC NULLS LAST, `;
  const rows = await withLedger(ledger, (connection) =>
    rowsOf(
      connection,
      `SELECT ${columns.join(", ")}, sha256(coalesce(params, '')) AS "paramsHash" FROM trials ` +
        `WHERE ${conditionOf(filter)} ${once ? latest : ""} ORDER BY ${order}"timeMs" DESC, params, "runId", status` +
        (top === undefined ? "" : ` LIMIT ${Math.max(0, Math.trunc(top))}`),
    ),
  );
  return rows.map(trialOf);
}

function trialOf(row: Record<string, unknown>): TrialRow {
  const json = (text: unknown, none: unknown): unknown => (text === "" ? none : JSON.parse(String(text)));
  return {
    ...row,
    params: json(row.params, {}),
    dataNames: json(row.dataNames, []),
    dataHashes: json(row.dataHashes, []),
  } as unknown as TrialRow;
}
