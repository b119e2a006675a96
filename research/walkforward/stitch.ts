import type { MarketData } from "../../engine/run/market.ts";
import { buyAndHold } from "../../engine/run/record.ts";
import type { Costs, Outcome } from "../../engine/run/result.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { firstIndex } from "../../engine/run/vector.ts";

/**
 * Joins the outcomes of windows that follow each other to one: each began with the equity with which the one before it
 * ended. What lies before a window counts is left out. Buy and hold beside it is bought once, at the first open of all.
 */
export function stitch(outcomes: readonly Outcome[], market: MarketData, settings: Settings): Outcome {
  const offsets: number[] = [];
  let rows = 0;
  for (const { ts, start } of outcomes) {
    offsets.push(rows - start);
    rows += ts.length - start;
  }
  const joined = (name: "ts" | "equity" | "exposure" | "net"): Float64Array => {
    const out = new Float64Array(rows);
    for (const [k, outcome] of outcomes.entries()) {
      out.set(outcome[name].subarray(outcome.start), offsets[k]! + outcome.start);
    }
    return out;
  };
  const shifted = <T>(list: (outcome: Outcome) => readonly T[], shift: (item: T, by: number) => T): T[] =>
    outcomes.flatMap((outcome, k) => list(outcome).map((item) => shift(item, offsets[k]!)));
  const ts = joined("ts");
  return {
    // The longest of the prefixes knows the calendar best.
    ...outcomes.at(-1)!,
    ts,
    start: 0,
    equity: joined("equity"),
    exposure: joined("exposure"),
    net: joined("net"),
    benchmark: held(market, ts, settings),
    trades: shifted(
      ({ trades }) => trades,
      (trade, by) => ({ ...trade, entryIndex: trade.entryIndex + by, exitIndex: trade.exitIndex + by }),
    ),
    orders: shifted(
      ({ orders }) => orders,
      (order, by) => ({
        ...order,
        placedIndex: order.placedIndex + by,
        endedIndex: order.endedIndex < 0 ? order.endedIndex : order.endedIndex + by,
      }),
    ),
    fills: shifted(
      ({ fills }) => fills,
      (fill, by) => ({ ...fill, index: fill.index + by }),
    ),
    costs: summed(outcomes.map(({ costs }) => costs)) as unknown as Costs,
    ambiguousBars: outcomes.reduce((sum, { ambiguousBars }) => sum + ambiguousBars, 0),
    verdicts: summed(outcomes.map(({ verdicts }) => verdicts)),
  };
}

/** Buy and hold over the bars of a stitched time line. */
function held(market: MarketData, ts: Float64Array, settings: Settings): Float64Array {
  const start = firstIndex(market.ts, ts[0]);
  return buyAndHold(market, settings, start).slice(start, start + ts.length);
}

function summed(records: readonly object[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const record of records) {
    for (const [name, value] of Object.entries(record as Record<string, number>)) {
      sums[name] = (sums[name] ?? 0) + value;
    }
  }
  return sums;
}
