import { readColumns, rowsOf } from "../duckdb.ts";
import { conditionOf, type TrialFilter } from "./query.ts";
import { withLedger } from "./source.ts";

/** What the deflated Sharpe ratio must know of all that was tried. Sharpe ratios are those of one bar. */
export interface TrialStatistics {
  /** Different variants that were tried or announced, on each stretch of data and under each settings. */
  readonly trials: number;
  /** Of these, the ones that came to an end. */
  readonly distinct: number;
  /** Variants that were announced by searches which did not get to them. */
  readonly unfinished: number;
  /** Trials that ended with an error; not among the others, since nothing was learned from them. */
  readonly failed: number;
  /** Trials with a Sharpe ratio, from which the moments are. */
  readonly measured: number;
  readonly meanSharpe: number;
  /** Sample variance (ddof 1) of the Sharpe ratio over trials; NaN for fewer than two. */
  readonly varianceSharpe: number;
  readonly bestSharpe: number;
}

// In a fixed order wherever several are added up, so that the same ledger gives the same digits. Walks in the same windows
// give the same trials, whatever else they tried.
const walked = `
  SELECT code, params, "dataHash", "settingsHash", "group", kind, avg(sharpe ORDER BY "fromMs", "toMs") AS sharpe,
    string_agg("fromMs"::BIGINT || '-' || "toMs"::BIGINT, ' ' ORDER BY "fromMs", "toMs") AS windows
  FROM (
    SELECT code, params, "dataHash", "settingsHash", "group", kind, "fromMs", "toMs", max(sharpe) AS sharpe FROM chosen
    WHERE kind IN ('fold', 'training') AND status IN ('done', 'forgotten') GROUP BY ALL
  ) GROUP BY code, params, "dataHash", "settingsHash", "group", kind`;

// A trial is a variant (a strategy, by source or else by graph, with its parameters) on a stretch of its data, under
// settings: what `runs best` lists as a row. Each of another period or other costs could be the one that is picked, so each
// counts, with its own Sharpe ratio; a mean of several would have less spread, and lower the bar of luck. What is alike in
// all of it is a repetition, and counts once. The training windows of one walk are no results by themselves: a variant that
// was tried on them counts once, with its mean. Its test was tried on the training window before, so it is no trial.
const tables = (condition: string): readonly string[] => [
  `CREATE TEMP TABLE chosen AS SELECT kind, status, "group", variants, "sharpePerBar" AS sharpe, params, "dataHash",
    "settingsHash", "fromMs", "toMs", coalesce(nullif("sourceHash", ''), "graphHash", '') AS code FROM trials
    WHERE kind <> 'test' AND ${condition}`,
  `CREATE TEMP TABLE tried AS
    SELECT code, params, "dataHash", "settingsHash", "fromMs", "toMs", NULL AS windows, max(sharpe) AS sharpe FROM chosen
    WHERE kind NOT IN ('fold', 'training') AND status IN ('done', 'forgotten') GROUP BY ALL
    UNION ALL
    SELECT code, params, "dataHash", "settingsHash", NULL, NULL, windows, max(sharpe) FROM (${walked}) GROUP BY ALL`,
];

const counts = `
WITH planned AS (SELECT "group", max(variants) AS n FROM chosen WHERE status = 'planned' GROUP BY ALL),
finished AS (
  SELECT "group", count(*) AS n FROM (
    SELECT DISTINCT "group", code, params, "dataHash" FROM chosen
    WHERE status IN ('done', 'forgotten') AND "group" IN (SELECT "group" FROM planned)
  ) GROUP BY ALL
)
SELECT
  (SELECT count(*)::DOUBLE FROM tried) AS tried,
  (SELECT count(*)::DOUBLE FROM chosen WHERE status = 'failed') AS failed,
  coalesce(sum(greatest(0, p.n - coalesce(f.n, 0))), 0)::DOUBLE AS unfinished
FROM planned p LEFT JOIN finished f USING ("group")`;

/** Number, mean and variance of what was tried, over the trials that fit a filter. */
export async function trialStatistics(ledger: string, filter: TrialFilter = {}): Promise<TrialStatistics> {
  return withLedger(ledger, async (connection) => {
    for (const sql of tables(conditionOf(filter))) await connection.run(sql);
    const [row] = await rowsOf(connection, counts);
    const { tried, failed, unfinished } = row as Record<"tried" | "failed" | "unfinished", number>;
    const [measured] = await rowsOf(connection, "SELECT count(sharpe)::DOUBLE AS n FROM tried");
    const known = "tried WHERE sharpe IS NOT NULL ORDER BY sharpe";
    const [column] = await readColumns(connection, ["sharpe"], known, Number(measured!.n));
    return {
      trials: tried + unfinished,
      distinct: tried,
      unfinished,
      failed,
      measured: column!.length,
      ...momentsOf(column!),
    };
  });
}

function momentsOf(
  rising: Float64Array,
): Pick<TrialStatistics, "meanSharpe" | "varianceSharpe" | "bestSharpe"> {
  const n = rising.length;
  const meanSharpe = n > 0 ? rising.reduce((sum, x) => sum + x, 0) / n : Number.NaN;
  const squares = rising.reduce((sum, x) => sum + (x - meanSharpe) ** 2, 0);
  return {
    meanSharpe,
    varianceSharpe: n > 1 ? squares / (n - 1) : Number.NaN,
    bestSharpe: rising[n - 1] ?? Number.NaN,
  };
}

/** How many trials there were, those that were announced among them. A run that was forgotten counts; one that is repeated does not. */
export const trialCount = async (ledger: string, filter: TrialFilter = {}): Promise<number> =>
  (await trialStatistics(ledger, filter)).trials;
