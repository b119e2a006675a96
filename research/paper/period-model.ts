import type { FoldedSession } from "../../engine/run/paper/fold-session.ts";
import type { FoldedFill, FoldedOrder, SessionEvent } from "../../engine/run/paper/fold-types.ts";
import type { Trade } from "../../engine/run/result.ts";
import type { Amounts } from "./causes.ts";
import { causes, noAmounts } from "./causes.ts";
import { type Agreement, agreementOf, type Comparison } from "./compare.ts";
import type { FillGroup } from "./match-fills.ts";

/** One line of what a session and its shadow did differently. */
export interface DifferenceLine {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly role: FillGroup["role"];
  /** Close of the bar that decided, ms since 1970 UTC; NaN where none is known. */
  readonly decidedMs: number;
  /** Fills of the session and of its shadow. */
  readonly paper: number;
  readonly shadow: number;
  readonly detail: string;
  /** Money of the period, by cause. */
  readonly amounts: Amounts;
  readonly total: number;
}

/** A session over a period, beside the backtest of the same bars. */
export interface PeriodModel {
  readonly schema: "bot4/paper-period@1";
  readonly run: string;
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** First and last moment, ms since 1970 UTC; the last does not belong to it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Closes of its bars, and the equities of both then. */
  readonly closes: readonly number[];
  readonly equity: readonly number[];
  readonly shadowEquity: readonly number[];
  /** Equity of both as it began. */
  readonly before: number;
  readonly shadowBefore: number;
  readonly fills: readonly FoldedFill[];
  /** Round trips that ended in it. */
  readonly trades: readonly Trade[];
  /** Orders that were sent in it or ended in it, and those that were open at its end. */
  readonly orders: readonly FoldedOrder[];
  readonly events: readonly SessionEvent[];
  /** Time in which the market was heard of, of the time from the session's first event to its last, ms. */
  readonly upMs: number;
  readonly wholeMs: number;
  readonly agreement: Agreement;
  /** Session less shadow at the end of it, and what of that came about within it. */
  readonly difference: number;
  readonly change: number;
  readonly amounts: Amounts;
  readonly unexplained: number;
  /** The largest first. */
  readonly lines: readonly DifferenceLine[];
}

/** What a model says of a session beside its numbers. */
export interface SessionNames {
  readonly run: string;
  readonly strategy: string;
}

const dayMs = 86_400_000;
const roundingPart = 1e-12;

/**
 * What a session did in a period of whole days (UTC), or from its begin to its end where none is given. A bar belongs to
 * the day in which it closes; midnight belongs to the day before. Undefined where no bar closed in it.
 */
export function periodModel(
  folded: FoldedSession,
  comparison: Comparison,
  { run, strategy }: SessionNames,
  days?: { readonly fromMs: number; readonly toMs: number },
): PeriodModel | undefined {
  const { market, outcome, rows } = folded;
  const closeOf = (index: number): number => market.ts[index]! + market.timeframeMs;
  const [from, to] = days ? [days.fromMs, days.toMs] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const within = (ms: number): boolean => ms > from && ms <= to;
  const indices = rows.ts.map((_, k) => outcome.start + k).filter((index) => within(closeOf(index)));
  const [first, last] = [indices[0], indices.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { equity } = outcome;
  const shadowEquity = comparison.shadow.outcome.equity;
  const { cash } = comparison;
  const fresh = first === outcome.start;
  return {
    schema: "bot4/paper-period@1",
    run,
    strategy,
    symbols: market.symbols,
    timeframeMs: market.timeframeMs,
    fromMs: days ? days.fromMs : market.ts[first]!,
    toMs: days ? days.toMs : closeOf(last),
    closes: indices.map(closeOf),
    equity: indices.map((index) => equity[index]!),
    shadowEquity: indices.map((index) => shadowEquity[index]!),
    before: fresh ? cash : equity[first - 1]!,
    shadowBefore: fresh ? cash : shadowEquity[first - 1]!,
    fills: folded.fills.filter(({ heardMs }) => within(heardMs)),
    trades: outcome.trades.filter(({ open, exitIndex }) => !open && within(closeOf(exitIndex))),
    orders: folded.orders.filter(
      ({ sentMs, endedMs }) => within(sentMs) || within(endedMs) || (sentMs <= from && !(endedMs <= to)),
    ),
    events: folded.events.filter(({ ts }) => within(ts)),
    ...uptimeOf(folded, days),
    agreement: agreementOf(folded, comparison.shadow, first, last),
    ...changesOf(comparison, closeOf, first, last, fresh),
  };
}

/** Over whole days, the time that could have been up is that between the first and the last event of the session. */
function uptimeOf(
  { uptime, lastMs }: FoldedSession,
  days?: { readonly fromMs: number; readonly toMs: number },
) {
  if (!days) return { upMs: uptime.upMs, wholeMs: lastMs - uptime.fromMs };
  let upMs = 0;
  for (let ms = days.fromMs; ms < days.toMs; ms += dayMs)
    upMs += uptime.days.get(Math.floor(ms / dayMs)) ?? 0;
  const whole = Math.min(lastMs, days.toMs) - Math.max(uptime.fromMs, days.fromMs);
  return { upMs, wholeMs: Math.max(0, whole) };
}

/** The difference at the end of a period, less that at the end of the bar before it. */
function changesOf(
  { at, explain, cash }: Comparison,
  closeOf: (index: number) => number,
  first: number,
  last: number,
  fresh: boolean,
) {
  const end = at(last);
  const begin = fresh ? undefined : at(first - 1);
  const earlier = new Map(begin?.groups.map(({ group, amounts }) => [group, amounts]));
  const less = (own: Amounts, before: Amounts | undefined): Amounts => {
    const left = noAmounts();
    for (const cause of causes) left[cause] = own[cause] - (before?.[cause] ?? 0);
    return left;
  };
  const lines = end.groups.flatMap(({ group, amounts }): DifferenceLine[] => {
    const own = less(amounts, earlier.get(group));
    const total = causes.reduce((sum, cause) => sum + own[cause], 0);
    // What rounding has left is no difference.
    if (causes.every((cause) => Math.abs(own[cause]) <= roundingPart * cash)) return [];
    const { symbol, side, role, decision, paper, shadow } = group;
    const decidedMs = decision < 0 ? Number.NaN : closeOf(decision);
    const beyond = Math.abs(own.signal) + Math.abs(own.missed) + Math.abs(own.extra) + Math.abs(own.quantity);
    const all = causes.reduce((sum, cause) => sum + Math.abs(own[cause]), 0);
    // Where prices, times and fees say nearly all, nothing else needs to be said.
    const detail = beyond > 0.1 * all ? explain(group).detail : "";
    return [
      {
        symbol,
        side,
        role,
        decidedMs,
        paper: paper.length,
        shadow: shadow.length,
        detail,
        amounts: own,
        total,
      },
    ];
  });
  return {
    difference: end.difference,
    change: end.difference - (begin?.difference ?? 0),
    amounts: less(end.amounts, begin?.amounts),
    unexplained: end.unexplained - (begin?.unexplained ?? 0),
    lines: lines.sort((a, b) => Math.abs(b.total) - Math.abs(a.total)),
  };
}
