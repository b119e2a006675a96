import type { Bars } from "../../trade/bars.ts";
import { type MarketData, sessionMarket } from "../market.ts";
import type { Outcome } from "../result.ts";
import { createSession } from "../session.ts";
import type { Settings } from "../settings.ts";
import { type DecisionColumns, runColumns } from "../vector.ts";
import { naive } from "./naive.ts";
import type { NaiveOutcome } from "./naive-types.ts";

/** Everything that a run of decision columns is made from. */
export interface Case {
  readonly market: MarketData;
  readonly decisions: readonly DecisionColumns[];
  readonly settings: Settings;
  readonly rebalance: number;
  readonly finer: readonly Bars[];
}

/** Runs a case through the pipeline; `everyBar` by the driver that passes over nothing. */
export function play({ market, decisions, settings, rebalance, finer }: Case, everyBar = false): Outcome {
  const session = createSession(sessionMarket(market), settings, rebalance, finer);
  return runColumns(session, market, decisions, 365, everyBar);
}

/** Runs a case through the naive pipeline. */
export const judge = ({ market, decisions, settings, rebalance, finer }: Case): NaiveOutcome =>
  naive(market, decisions, settings, rebalance, finer);
