import { rowsOf } from "../duckdb.ts";
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
// fold on its test window was tried on the training window before, so it is no variant of its own. Sums are taken in a
// fixed order, so that the same ledger gives the same digits.
const query = (condition: string): string => `
WITH chosen AS (SELECT *, coalesce(nullif("sourceHash", ''), "graphHash", '') AS code FROM trials WHERE ${condition}),
tried AS (
  SELECT code, params, "dataHash", avg("sharpePerBar" ORDER BY "sharpePerBar") AS sharpe FROM chosen
  WHERE status IN ('done', 'forgotten') AND kind <> 'test' GROUP BY ALL
),
finished AS (
  SELECT "group" AS name, count(DISTINCT (code, params, "dataHash")) AS n FROM chosen
  WHERE status IN ('done', 'forgotten') AND kind <> 'test' GROUP BY ALL
),
planned AS (SELECT "group" AS name, max(variants) AS n FROM chosen WHERE status = 'planned' GROUP BY ALL),
unfinished AS (
  SELECT coalesce(sum(greatest(0, p.n - coalesce(f.n, 0))), 0)::DOUBLE AS n
  FROM planned p LEFT JOIN finished f USING (name)
)
SELECT
  (SELECT count(*)::DOUBLE FROM tried) AS distinct_variants,
  (SELECT n FROM unfinished) AS unfinished,
  (SELECT count(*)::DOUBLE FROM chosen WHERE status = 'failed') AS failed,
  (SELECT count(sharpe)::DOUBLE FROM tried) AS measured,
  (SELECT avg(sharpe ORDER BY sharpe) FROM tried) AS mean,
  (SELECT var_samp(sharpe ORDER BY sharpe) FROM tried) AS variance,
  (SELECT max(sharpe) FROM tried) AS best`;

/** Number, mean and variance of what was tried, over the trials that fit a filter. */
export async function trialStatistics(ledger: string, filter: TrialFilter = {}): Promise<TrialStatistics> {
  const [row] = await withLedger(ledger, (connection) => rowsOf(connection, query(conditionOf(filter))));
  const number = (name: string): number => (row![name] as number | null) ?? Number.NaN;
  return {
    trials: number("distinct_variants") + number("unfinished"),
    distinct: number("distinct_variants"),
    unfinished: number("unfinished"),
    failed: number("failed"),
    measured: number("measured"),
    meanSharpe: number("mean"),
    varianceSharpe: number("variance"),
    bestSharpe: number("best"),
  };
}

/** How many different variants were tried or announced. A run that was forgotten counts; one that is repeated does not. */
export const trialCount = async (ledger: string, filter: TrialFilter = {}): Promise<number> =>
  (await trialStatistics(ledger, filter)).trials;
