import { expect, test } from "vitest";
import { plan, type Strategy, strategy } from "../../engine/graph/strategy.ts";
import { gt } from "../../engine/ops/gt.ts";
import { sma } from "../../engine/ops/sma.ts";
import { alignBars } from "../../engine/run/market.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import { decisionColumns, runVector } from "../../engine/run/vector.ts";
import { oneBarLate } from "./late.ts";
import { drifting, marketOf } from "./testing/markets.ts";

const market = alignBars([marketOf(300, 5, 0.3).bars]);
const bind = (own: Strategy) => plan(own, { symbols: market.symbols, timeframeMs: market.timeframeMs });

const own = strategy({
  name: "levels",
  decide: ({ close }) => ({
    target: gt(close, sma(close, 8)),
    stop: { fraction: 0.05 },
    trail: sma(close, 3),
    takeProfit: { price: sma(close, 4) },
  }),
}) as unknown as Strategy;

test("every decision of the graph is that of the bar before", () => {
  const [plain] = decisionColumns(bind(own), market);
  const [late] = decisionColumns(bind(oneBarLate(own)), market);
  for (const name of ["target", "trail", "takeProfit"] as const) {
    const [a, b] = [plain!.columns[name]!, late!.columns[name]!];
    for (let t = bind(own).warmup + 1; t < 300; t++) expect(Object.is(b[t], a[t - 1])).toBe(true);
  }
  // Constants have no time.
  expect(late!.columns.stop).toEqual(plain!.columns.stop);
  expect(bind(oneBarLate(own)).warmup).toBe(bind(own).warmup + 1);
});

test("fills are those of a market in which the strategy sleeps one bar longer", () => {
  const plain = strategy({
    name: "plain",
    decide: ({ close }) => ({ target: gt(close, sma(close, 8)) }),
  }) as unknown as Strategy;
  const settings = parseSettings({});
  const run = (each: Strategy) => runVector(bind(each), market, settings, 365);
  const [now, then] = [run(plain), run(oneBarLate(plain))];
  const last = market.ts.length - 1;
  const shifted = now.fills.filter(({ index }) => index < last).map(({ index, side }) => [index + 1, side]);
  expect(then.fills.map(({ index, side }) => [index, side])).toEqual(shifted);
  for (const { index, reference } of then.fills) expect(reference).toBe(market.bars[0]!.open[index]);
});

test("a bar without a decision is late, too", () => {
  const rows = drifting(60, 2);
  const gappy = alignBars([marketOf(60, 2).bars]);
  const { close } = gappy.bars[0]!;
  expect(rows).toHaveLength(60);
  const withGap = {
    ...gappy,
    bars: [{ ...gappy.bars[0]!, extra: { mood: close.map((x, i) => (i === 30 ? Number.NaN : x)) } }],
  };
  const moody = strategy({
    name: "moody",
    decide: ({ series }) => ({ target: gt(series("mood"), 100) }),
  }) as unknown as Strategy;
  const at = (each: Strategy) =>
    decisionColumns(plan(each, { symbols: gappy.symbols, timeframeMs: gappy.timeframeMs }), withGap)[0]!
      .columns.target;
  expect(at(moody)[30]).toBeNaN();
  expect(at(oneBarLate(moody))[31]).toBeNaN();
  expect(at(oneBarLate(moody))[30]).toBe(at(moody)[29]);
});
