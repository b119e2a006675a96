import { readColumns, rowsOf } from "../duckdb.ts";
import { conditionOf, type TrialFilter } from "./query.ts";
import { withLedger } from "./source.ts";

/** What the deflated Sharpe ratio must know of all that was tried. Sharpe ratios are those of one bar. */
export interface TrialStatistics {
  /** Different variants that were tried or announced. */
  readonly trials: number;
  /** Of these, the ones that are known by parameters and came to an end. */
  readonly distinct: number;
  /** Variants that were announced by searches which did not get to them. */
  readonly unfinished: number;
  /** Trials that ended with an error; not among the others, since nothing was learned from them. */
  readonly failed: number;
  /** Variants with a Sharpe ratio, from which the moments are. */
  readonly measured: number;
  readonly meanSharpe: number;
  /** Sample variance (ddof 1) of the Sharpe ratio over variants; NaN for fewer than two. */
  readonly varianceSharpe: number;
  readonly bestSharpe: number;
}

// A variant is a strategy, by source or else by graph, with its parameters, on its data: run again, or under other costs
// or over another period, it is the same one, and its Sharpe ratio is the mean of what it got. The chosen variant of a
// fold on its test window was tried on the training window before, so it is no variant of its own.
const tables = (condition: string): readonly string[] => [
  `CREATE TEMP TABLE chosen AS SELECT status, "group", variants, "sharpePerBar" AS sharpe, params, "dataHash",
    coalesce(nullif("sourceHash", ''), "graphHash", '') AS code FROM trials
    WHERE kind <> 'test' AND ${condition}`,
  `CREATE TEMP TABLE tried AS SELECT code, params, "dataHash", count(sharpe) AS n, any_value(sharpe) AS sharpe
    FROM chosen WHERE status IN ('done', 'forgotten') GROUP BY ALL`,
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

// In a fixed order wherever several are added up, so that the same ledger gives the same digits.
const sharpes = `(
  SELECT sharpe FROM tried WHERE n = 1
  UNION ALL
  SELECT avg(c.sharpe ORDER BY c.sharpe) FROM chosen c SEMI JOIN (FROM tried WHERE n > 1) USING (code, params, "dataHash")
  WHERE c.status IN ('done', 'forgotten') GROUP BY code, params, "dataHash"
) ORDER BY sharpe`;

/** Number, mean and variance of what was tried, over the trials that fit a filter. */
export async function trialStatistics(ledger: string, filter: TrialFilter = {}): Promise<TrialStatistics> {
  return withLedger(ledger, async (connection) => {
    for (const sql of tables(conditionOf(filter))) await connection.run(sql);
    const [row] = await rowsOf(connection, counts);
    const { tried, failed, unfinished } = row as Record<"tried" | "failed" | "unfinished", number>;
    const [measured] = await rowsOf(connection, "SELECT count(*)::DOUBLE AS n FROM tried WHERE n > 0");
    const [column] = await readColumns(connection, ["sharpe"], sharpes, Number(measured!.n));
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

/** How many different variants were tried or announced. A run that was forgotten counts; one that is repeated does not. */
export const trialCount = async (ledger: string, filter: TrialFilter = {}): Promise<number> =>
  (await trialStatistics(ledger, filter)).trials;
