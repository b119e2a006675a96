import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { int, plan, type Strategy, strategy } from "../../engine/graph/strategy.ts";
import { alignBars } from "../../engine/run/market.ts";
import { defaultSettings, parseSettings } from "../../engine/run/settings.ts";
import { runVector } from "../../engine/run/vector.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { strategies } from "../../strategies/index.ts";
import { drawCase, drawDecision, makeCase } from "../../test/parity/case.ts";
import { metricsOf } from "../metrics/index.ts";
import { createEvaluator, type Evaluator, type EvaluatorRequest } from "./evaluator.ts";

/** The judge: a single backtest of each variant. */
function plainEvaluator(request: EvaluatorRequest): Evaluator {
  const { strategy, market, settings, barsPerYear, finer, context } = request;
  const { symbols, timeframeMs } = market;
  const { metrics } = createEvaluator(request);
  return {
    metrics,
    evaluate: (params, out, offset = 0) => {
      const bound = plan(strategy, { params, symbols, timeframeMs });
      const found = metricsOf(runVector(bound, market, settings, barsPerYear, finer), context);
      for (const [k, name] of metrics.entries()) out[offset + k] = found[name];
    },
  };
}

/** What stands in a row before it is written: a metric that nobody wrote is told by it. */
const unwritten = 7.25e77;

const near = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));

/** Fails on the first metric that differs between the evaluator and the judge. */
function expectEqual(
  request: EvaluatorRequest,
  variants: readonly Record<string, unknown>[],
  name: string,
): number {
  const judge = plainEvaluator(request);
  const fast = createEvaluator(request);
  const core = createEvaluator({ ...request, detail: "core" });
  const count = judge.metrics.length;
  let same = 0;
  // Twice, and the second time backwards: what one variant leaves behind must not touch the next.
  for (const params of [...variants, ...variants.toReversed()]) {
    const wanted = new Float64Array(count + 2);
    const found = new Float64Array(count + 2).fill(unwritten);
    judge.evaluate(params, wanted, 1);
    fast.evaluate(params, found, 1);
    expect([found[0], found[count + 1]]).toEqual([unwritten, unwritten]);
    for (let k = 0; k < count; k++) {
      const [a, b] = [wanted[k + 1]!, found[k + 1]!];
      if (!near(a, b))
        expect.fail(`${name} ${JSON.stringify(params)}: ${judge.metrics[k]} is ${b}, not ${a}`);
      if (Object.is(a, b)) same++;
    }
    const few = new Float64Array(3);
    core.evaluate(params, few);
    for (const [k, metric] of core.metrics.entries()) {
      const a = found[1 + judge.metrics.indexOf(metric)]!;
      if (!Object.is(a, few[k]!))
        expect.fail(`${name} ${JSON.stringify(params)}: ${metric} of core is ${few[k]}, not ${a}`);
    }
  }
  return same / (2 * variants.length * count);
}

test("random strategies: the metrics of a sweep are those of single backtests, in any order", () => {
  let same = 0;
  const cases = 80;
  for (let seed = 1; seed <= cases; seed++) {
    const drawn = drawCase(seed);
    const { market, settings, finer } = makeCase(drawn);
    const own = strategy({
      name: "drawn",
      params: { graph: int(0) },
      decide: (symbolic, { graph }) => drawDecision({ ...drawn, seed: graph }, symbolic),
    });
    const request: EvaluatorRequest = {
      strategy: own as unknown as Strategy,
      market,
      settings,
      barsPerYear: 8_760,
      finer,
      context: { bars: market.bars, cash: settings.cash },
    };
    const variants = Array.from({ length: 4 }, (_, k) => ({ graph: 1_000 * seed + k }));
    same += expectEqual(request, variants, `seed ${seed}`);
  }
  // Not only near: the same sums in the same order.
  expect(same / cases).toBe(1);
});

/** Hourly bars of a random walk. */
function walk(symbol: string, length: number, seed: number): Bars {
  const random = seeded(seed);
  const columns = Array.from({ length: 6 }, () => new Float64Array(length));
  const [ts, open, high, low, close, volume] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let last = 100;
  for (let i = 0; i < length; i++) {
    ts[i] = i * 3_600_000;
    open[i] = last;
    last *= Math.exp(0.01 * normal(random));
    close[i] = last;
    high[i] = Math.max(open[i]!, last) * (1 + 0.004 * random());
    low[i] = Math.min(open[i]!, last) * (1 - 0.004 * random());
    volume[i] = 100 * random();
  }
  return { symbol, timeframeMs: 3_600_000, ts, open, high, low, close, volume };
}

describe("shipped strategies with random parameters", () => {
  const random = seeded(11);
  for (const own of Object.values(strategies)) {
    test(own.name, () => {
      const count = Math.max(own.symbolsMin ?? 1, 1);
      const market = alignBars(["A", "B", "C"].slice(0, count).map((symbol, k) => walk(symbol, 700, 5 + k)));
      const variants: Record<string, unknown>[] = [{}];
      for (let tries = 0; tries < 40 && variants.length < 5; tries++) {
        const params = Object.fromEntries(
          Object.entries(own.params ?? {}).map(([name, { type, from = 1, to = 50, choices }]) => {
            if (choices) return [name, choices[Math.floor(random() * choices.length)]];
            const value = from + random() * (Math.min(to, from + 60) - from);
            return [name, type === "int" ? Math.round(value) : value];
          }),
        );
        try {
          plan(own, { params, symbols: market.symbols, timeframeMs: market.timeframeMs });
          variants.push(params);
        } catch {
          // A combination that the strategy refuses.
        }
      }
      for (const settings of [
        defaultSettings,
        parseSettings({ limits: "careful", halfSpread: 0.0002, slippage: 0.0001 }),
      ]) {
        const request = { strategy: own, market, settings, barsPerYear: 8_760 };
        expect(expectEqual(request, variants, own.name)).toBe(1);
      }
    });
  }
});
