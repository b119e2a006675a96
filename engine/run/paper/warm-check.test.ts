import { expect, test } from "vitest";
import { number, op } from "../../graph/op.ts";
import { plan, strategy } from "../../graph/strategy.ts";
import { crossOver } from "../../ops/cross-over.ts";
import { crossUnder } from "../../ops/cross-under.ts";
import { gt } from "../../ops/gt.ts";
import { latch } from "../../ops/latch.ts";
import { sma } from "../../ops/sma.ts";
import { alignBars } from "../market.ts";
import { barsFrom, dayMs, still } from "../testing/scenario.ts";
import { checkWarmUp } from "./warm-check.ts";

const history = (count: number) =>
  alignBars([
    barsFrom(
      "X",
      Array.from({ length: count }, (_, k) => still(100 + 10 * Math.sin(k / 7))),
    ),
  ]);
const bound = (of: ReturnType<typeof strategy>) => plan(of, { symbols: ["X"], timeframeMs: dayMs });

const cross = strategy({
  name: "cross",
  decide: ({ close }) => ({
    target: latch(crossOver(close, sma(close, 20)), crossUnder(close, sma(close, 20))),
  }),
});

test("a history bar by bar gives what its columns have, on as many bars as are compared", () => {
  const plan = bound(cross);
  const found = checkWarmUp(plan, history(400));
  expect(found).toMatchObject({ bars: 400, needed: plan.warmup, compared: 256, nodes: 5 });
  expect(found.known).toBeGreaterThan(5 * 250);
  expect(checkWarmUp(plan, history(plan.warmup)).compared).toBe(plan.warmup);
});

test("a history that is too short is refused", () => {
  expect(() => checkWarmUp(bound(cross), history(19))).toThrow(/cross needs 20 bars to warm up; .* has 19/);
});

test("an operator whose column is not its step is named, with the bar", () => {
  const drift = op({
    name: "drift",
    inputs: [number],
    warmup: () => 0,
    init: () => ({ count: 0 }),
    step: (state, x) => x + ++state.count,
    column: (_, [x], out) => {
      for (let i = 0; i < out.length; i++) out[i] = x![i]! + (i < 30 ? i + 1 : 0);
    },
  });
  const drifting = strategy({ name: "drifting", decide: ({ close }) => ({ target: gt(drift(close), 110) }) });
  expect(() => checkWarmUp(bound(drifting), history(25))).not.toThrow();
  expect(() => checkWarmUp(bound(drifting), history(40))).toThrow(
    /warm-up must give what a backtest has; on the bar of .* the node "b = drift a" gave .* bar by bar/,
  );
});
