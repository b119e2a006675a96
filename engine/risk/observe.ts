import type { Limits } from "./limits.ts";
import { pushRange } from "./range-window.ts";
import { pushReturns } from "./returns-window.ts";
import type { RiskState } from "./risk-state.ts";
import { type LiftAction, lift, transition } from "./standing.ts";

const dayMs = 86_400_000;

/** Whether a time is on another UTC day than the last bar that started. */
export const isNewDay = ({ day }: RiskState, ts: number): boolean => Math.floor(ts / dayMs) !== day;

/** The start of a bar, before anything of it is known: at the first of a UTC day a bad day is over. */
export function startBar(state: RiskState, ts: number, equity: number): void {
  if (!isNewDay(state, ts)) return;
  state.day = Math.floor(ts / dayMs);
  state.dayEquity = equity;
  transition(state.standing, "new-day", ts);
}

/** The close of one symbol's bar. */
export function observeBar(state: RiskState, symbol: number, high: number, low: number, close: number): void {
  const { closes, latest, ranges, firstBar } = state;
  const before = closes[symbol]!;
  closes[symbol] = close;
  if (symbol < ranges.seen.length) pushRange(ranges, symbol, high, low, before);
  if (symbol >= latest.length || before !== before) return;
  latest[symbol] = close / before - 1;
  if (firstBar[symbol] === Number.POSITIVE_INFINITY) firstBar[symbol] = state.bars;
}

/**
 * The end of a bar, once all symbols that have one were observed: takes their returns into the window. A symbol
 * without a bar stood still, as its mark did; its whole move falls on the bar on which it comes back.
 */
export function endBar(state: RiskState): void {
  const { latest, firstBar } = state;
  let known = false;
  for (let i = 0; i < latest.length; i++) if (firstBar[i]! <= state.bars) known = true;
  if (!known) return;
  pushReturns(state.returns, latest);
  latest.fill(0);
  state.bars++;
}

/** What equity at a close may set off. */
export type Alarm = "liquidation" | "max-drawdown" | "strategy-drawdown" | "daily-loss" | undefined;

/**
 * Judges equity at a close: moves the peak and the standing, and says what has just been set off. After a
 * liquidation, a maximum drawdown and a strategy's drawdown the caller flattens.
 */
export function judgeEquity(state: RiskState, limits: Limits, equity: number, atMs: number): Alarm {
  if (equity > state.peak) state.peak = equity;
  if (state.standing.mode === "halted") return undefined;
  const alarm = alarmOf(state, limits, equity);
  return alarm !== undefined && transition(state.standing, alarm, atMs) ? alarm : undefined;
}

/** The gravest limit that equity has reached. */
function alarmOf({ peak, dayEquity }: RiskState, { account, stops }: Limits, equity: number): Alarm {
  if (!(equity > 0)) return "liquidation";
  if (!(equity > peak * (1 - account.maxDrawdown))) return "max-drawdown";
  const { strategyDrawdown } = stops;
  if (strategyDrawdown !== null && !(equity > peak * (1 - strategyDrawdown))) return "strategy-drawdown";
  const { dailyLoss } = account;
  return dailyLoss !== null && !(equity > dayEquity * (1 - dailyLoss)) ? "daily-loss" : undefined;
}

/**
 * Lifts a halt, by a named operator. Drawdown is measured afresh from the equity of that moment: measured from the
 * old peak, the next bar would halt again.
 */
export function liftHalt(state: RiskState, equity: number, action: LiftAction): void {
  lift(state.standing, action);
  state.peak = equity;
  state.dayEquity = equity;
}
