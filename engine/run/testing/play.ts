import type { Bars } from "../../trade/bars.ts";
import { type MarketData, sessionMarket } from "../market.ts";
import type { Outcome } from "../result.ts";
import { type Desk, runScript, type ScriptOrder } from "../script.ts";
import { createSession } from "../session.ts";
import type { Settings } from "../settings.ts";
import { type DecisionColumns, runColumns } from "../vector.ts";
import { naive } from "./naive.ts";
import type { Act, Ask, NaiveOutcome } from "./naive-types.ts";

/** Everything that a run of decision columns is made from. */
export interface Case {
  readonly market: MarketData;
  readonly decisions: readonly DecisionColumns[];
  readonly settings: Settings;
  readonly rebalance: number;
  readonly finer: readonly Bars[];
  /** What a script orders at the close of each bar, instead of decisions. */
  readonly acts?: readonly (readonly Act[])[];
}

/** Runs a case through the pipeline; `everyBar` by the driver that passes over nothing. */
export function play(
  { market, decisions, settings, rebalance, finer, acts }: Case,
  everyBar = false,
): Outcome {
  if (acts) return runScript(market, settings, 365, (t, desk) => act(acts[t]!, t, desk, market.symbols));
  const session = createSession(sessionMarket(market), settings, rebalance, finer);
  return runColumns(session, market, decisions, 365, everyBar);
}

/** Does at a bar what a case has for it. */
function act(
  acts: readonly Act[],
  t: number,
  desk: (symbol: string) => Desk,
  symbols: readonly string[],
): void {
  for (const what of acts) {
    const at = desk(symbols[what.symbol]!);
    if (what.do === "cancel") at.cancel();
    else if (what.do === "close") at.close();
    else at.order(orderOf(what.ask, t));
  }
}

function orderOf(
  { units, limit, trigger, tif, postOnly, reduceOnly, lastIndex }: Ask,
  t: number,
): ScriptOrder {
  return {
    side: units! > 0 ? "buy" : "sell",
    size: { quantity: Math.abs(units!) },
    ...(limit !== undefined && { limit }),
    ...(trigger !== undefined && { trigger }),
    ...(tif && { tif }),
    ...(postOnly && { postOnly }),
    ...(reduceOnly && { reduceOnly }),
    ...(lastIndex !== undefined && { expire: lastIndex - t }),
  };
}

/** Runs a case through the naive pipeline. */
export const judge = ({ market, decisions, settings, rebalance, finer, acts }: Case): NaiveOutcome =>
  naive(market, decisions, settings, rebalance, finer, acts && ((t) => acts[t]!));
