import { expect, test } from "vitest";
import { barsFrom, dayMs, freeSettings } from "../../engine/run/testing/scenario.ts";
import { attributeAt } from "./attribute.ts";
import { type Amounts, type Cause, causes } from "./causes.ts";
import type { LinkedFill } from "./linked-fill.ts";
import { matchFills } from "./match-fills.ts";

/** Each bar opens where the one before has closed: at 100, 110, 120 and 115; the last closes at 105. */
const bars = barsFrom("X", [
  [100, 110, 100, 110],
  [110, 120, 110, 120],
  [120, 120, 115, 115],
  [115, 115, 105, 105],
]);
const market = { symbols: ["X"], timeframeMs: dayMs, ts: bars.ts, bars: [bars] };
const cash = 1_000;

const fill = (index: number, signed: number, price: number, more: Partial<LinkedFill> = {}): LinkedFill => ({
  symbol: "X",
  index,
  ts: index * dayMs,
  side: signed > 0 ? "buy" : "sell",
  quantity: Math.abs(signed),
  price,
  reference: price,
  notional: Math.abs(signed) * price,
  fee: 0,
  liquidity: "taker",
  reason: "entry",
  role: "decision",
  kind: "market",
  decision: index - 1,
  ...more,
});

/** The equity that fills come to at each close. */
const equityOf = (fills: readonly LinkedFill[]): number[] =>
  [...bars.close].map((close, t) =>
    fills
      .filter(({ index }) => index <= t)
      .reduce((sum, { side, quantity, price, fee }) => {
        const signed = side === "buy" ? quantity : -quantity;
        return sum + signed * (close - price) - fee;
      }, cash),
  );

/** Amounts that are not 0 at a close, and what they leave. */
function attributed(paper: LinkedFill[], shadow: LinkedFill[], index: number, cause: Cause = "quantity") {
  const none = new Float64Array(bars.ts.length);
  const found = attributeAt(
    {
      market,
      settings: freeSettings(),
      groups: matchFills(paper, shadow),
      causeOf: ({ paper: here, shadow: there }) =>
        here.length === 0 ? "missed" : there.length === 0 ? "extra" : cause,
      paper: { equity: equityOf(paper), holding: none },
      shadow: { equity: equityOf(shadow), holding: none },
      markOf: (_, t) => bars.close[t]!,
    },
    index,
  );
  expect(found.unexplained).toBeCloseTo(0, 9);
  const said: Partial<Record<Cause, number>> = {};
  for (const each of causes) {
    const amount = found.amounts[each as keyof Amounts];
    if (Math.abs(amount) > 1e-9) said[each] = Number(amount.toFixed(9));
  }
  return said;
}

test("what both fill in one bar differs by price and fee", () => {
  const paper = [fill(1, 2, 111, { fee: 0.5 })];
  expect(attributed(paper, [fill(1, 2, 110, { fee: 0.2 })], 3)).toEqual({ price: -2, fee: -0.3 });
  // In parts it is the same fill.
  const parts = [fill(1, 0.5, 110, { fee: 0.1 }), fill(1, 1.5, 112, { fee: 0.4 })];
  expect(attributed(parts, [fill(1, 2, 110, { fee: 0.2 })], 3)).toEqual({ price: -3, fee: -0.3 });
});

test("the same decision in another bar differs by the move between the opens, and beyond that by price", () => {
  const late = [fill(2, 1, 121, { decision: 0 })];
  expect(attributed(late, [fill(1, 1, 110)], 3)).toEqual({ timing: -10, price: -1 });
  // Until then it is what the shadow has made of being sooner.
  expect(attributed(late, [fill(1, 1, 110)], 1)).toEqual({ timing: -10 });
});

test("a fill that is heard of a bar later is one of the bar in which the venue filled", () => {
  const entry = fill(1, 2, 110);
  const stop = { role: "protection", kind: "exit", reason: "stop", decision: 0 } as const;
  const shadow = [entry, fill(1, -2, 104, stop)];
  // Of bars that are told whole the venue fills at their close, which is the next open as well.
  const told = [entry, fill(2, -2, 103, { ...stop, filledMs: 2 * dayMs })];
  expect(attributed(told, shadow, 3)).toEqual({ price: -2 });
  expect(attributed(told, shadow, 2)).toEqual({ price: -2 });
  const within = [entry, fill(2, -2, 103, { ...stop, filledMs: 1.5 * dayMs })];
  expect(attributed(within, shadow, 3)).toEqual({ price: -2 });
  // Filled at the open of the next bar, and by the shadow there too.
  const gapped = [entry, fill(2, -2, 119, { ...stop, filledMs: 2 * dayMs })];
  expect(attributed(gapped, [entry, fill(2, -2, 120, stop)], 3)).toEqual({ price: -2 });
  // Filled within another bar it is late still.
  const late = [entry, fill(3, -2, 113, { ...stop, filledMs: 2.5 * dayMs })];
  expect(attributed(late, shadow, 3)).toEqual({ timing: 20, price: -2 });
});

test("a missed entry costs what it would have earned, however the mark moves after it is undone", () => {
  const shadow = [fill(1, 1, 110, { fee: 0.1 }), fill(2, -1, 120, { fee: 0.1, decision: 1 })];
  expect(attributed([], shadow, 1)).toEqual({ missed: -9.9 });
  expect(attributed([], shadow, 2)).toEqual({ missed: -9.8 });
  expect(attributed([], shadow, 3)).toEqual({ missed: -9.8 });
});

test("what undoes a missed exit is charged to it, and not called extra", () => {
  const entry = fill(1, 1, 110);
  const shadow = [entry, fill(2, -1, 120, { decision: 1 })];
  const paper = [entry, fill(3, -1, 115, { decision: 2 })];
  expect(attributed(paper, shadow, 3)).toEqual({ missed: -5 });
});

test("quantity is charged with what the surplus earns, price with what both have", () => {
  const paper = [fill(1, 3, 111, { fee: 0.3 })];
  const shadow = [fill(1, 2, 110, { fee: 0.2 })];
  // Two at one more; a third from 111 to 120, less its fee.
  expect(attributed(paper, shadow, 1)).toEqual({ price: -2, quantity: 8.9 });
  expect(attributed(paper, shadow, 1, "missed")).toEqual({ price: -2, missed: 8.9 });
});

test("an extra fill turned round closes first in, first out", () => {
  const paper = [fill(1, 1, 110), fill(2, 1, 120, { decision: 1 }), fill(3, -2, 115, { decision: 2 })];
  const shadow = [fill(2, 1, 120, { decision: 1 }), fill(3, -1, 115, { decision: 2 })];
  expect(attributed(paper, shadow, 3)).toEqual({ extra: 5 });
});

test("what a limit of risk leaves a bar later is late, and not missed", () => {
  const entry = fill(1, 1, 110);
  const left = (index: number, price: number) => fill(index, -1, price, { role: "risk", reason: "risk" });
  expect(attributed([entry, left(2, 120)], [entry, left(3, 114)], 3)).toEqual({ timing: 5, price: 1 });
});
