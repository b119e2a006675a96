import { describe, expect, test } from "vitest";
import { evaluate, evaluateAcross } from "../compile/evaluate.ts";
import { seeded } from "../core/random.ts";
import { type Market, plan, strategy } from "../graph/strategy.ts";
import type { Artefact } from "../model/artefact.ts";
import { parseArtefacts, writeArtefacts } from "../model/artefact-file.ts";
import { predict } from "../model/predict.ts";
import type { Schedule } from "../model/schedule.ts";
import { line, stump } from "../model/testing/artefacts.ts";
import { gt } from "./gt.ts";
import { lag } from "./lag.ts";
import { model } from "./model.ts";
import { sub } from "./sub.ts";

const _ = Number.NaN;
const both = (fields: Parameters<typeof evaluate>[0], build: Parameters<typeof evaluate>[1]) => {
  const [column, stream] = (["column", "stream"] as const).map((mode) => [
    ...evaluate(fields, build, { mode }),
  ]);
  expect(stream).toEqual(column);
  return column;
};

describe("model", () => {
  test("predicts from features by name, whatever their order, and leaves others alone", () => {
    const artefact = line(["b", "a"], 1, 10, 100);
    const build = (market: Market) =>
      model(market, { a: market.open, unused: market.close, b: market.close }, artefact);
    expect(both({ open: [1, 2, _, 4], close: [5, 6, 7, 8] }, build)).toEqual([151, 261, _, 481]);
  });

  test("a signal counts as 1 or 0", () => {
    const build = (market: Market) => model(market, { up: gt(market.close, 2) }, line(["up"], 3, 4));
    expect(both({ close: [1, 3, _] }, build)).toEqual([3, 7, _]);
  });

  test("an artefact of a schedule predicts from its time on, by its own features", () => {
    const schedule: Schedule = [
      { fromMs: 20, artefact: line(["a"], 0, 1) },
      { fromMs: 35, artefact: stump },
      { fromMs: 40, artefact: line(["b", "a"], 0, 1, 1000) },
    ];
    const fields = { ts: [10, 20, 30, 40, _, 50], open: [1, 2, 3, 4, 5, 6], close: [10, 20, 30, 40, 50, 60] };
    const build = (market: Market) => model(market, { a: market.open, b: market.close }, schedule);
    expect(both(fields, build)).toEqual([_, 2, 3, 4040, _, 6060]);
    const gap = { ts: [35, 36, 39], open: [_, _, _], close: [0, _, 2] };
    const [low, high] = [stump, stump].map((artefact, k) => predict(artefact)(Float64Array.of(2 * k), 0));
    expect(both(gap, build)).toEqual([low, low, high]);
  });

  test("each symbol goes by its own bars", () => {
    const schedule: Schedule = [{ fromMs: 2, artefact: line(["x"], 0, 1) }];
    const markets = { A: { ts: [_, 2, 3], close: [_, 5, 6] }, B: { ts: [1, 2, 3], close: [7, 8, 9] } };
    const of = (symbol: string) =>
      evaluateAcross(markets, (m) => model(m.of(symbol), { x: m.of("B").close }, schedule));
    expect([...of("A")]).toEqual([_, 8, 9]);
    expect([...of("B")]).toEqual([_, 8, 9]);
  });

  test("column, stream and the predictor agree bit for bit on wild data", () => {
    const random = seeded(4);
    const draw = () => Float64Array.from({ length: 500 }, () => (random() < 0.1 ? _ : random() * 4 - 1));
    const fields = { ts: Float64Array.from({ length: 500 }, (__, i) => i), open: draw(), close: draw() };
    const mix = line(["a", "b"], 0.1, 0.3, -0.7);
    const schedule: Schedule = [
      { fromMs: 0, artefact: mix },
      { fromMs: 250, artefact: stump },
    ];
    const build = (market: Market) =>
      model(market, { a: sub(market.open, lag(market.open)), b: market.close }, schedule);
    const found = both(fields, build)!;
    const change = [...evaluate(fields, ({ open }) => sub(open, lag(open)))];
    for (let i = 0; i < 500; i++) {
      const x = i < 250 ? Float64Array.of(change[i]!, fields.close[i]!) : fields.close.subarray(i, i + 1);
      expect(Object.is(found[i], predict(i < 250 ? mix : stump)(x, 0))).toBe(true);
    }
  });

  test("refuses a feature that is not given", () => {
    const build = (market: Market) => model(market, { momentun: market.close }, line(["momentum"], 0, 1));
    expect(() => evaluate({ close: [1] }, build)).toThrow(
      'model: feature "momentum" must be given; did you mean "momentun"?; given were momentun',
    );
  });

  test("plans are told apart by what was trained, and by nothing else", () => {
    const hashOf = (artefacts: Artefact | Schedule) =>
      plan(
        strategy({
          name: "m",
          decide: (market) => ({ target: model(market, { b: market.close }, artefacts) }),
        }),
        { symbols: ["A"], timeframeMs: 1 },
      ).hash;
    expect(hashOf(stump)).toBe(hashOf(parseArtefacts(writeArtefacts(stump))));
    expect(hashOf(stump)).not.toBe(hashOf({ ...stump, seed: 8 }));
    expect(hashOf([{ fromMs: 1, artefact: stump }])).not.toBe(hashOf([{ fromMs: 2, artefact: stump }]));
  });

  test("equal expressions are one node", () => {
    const twice = (market: Market) => {
      const [left, right] = [1, 2].map(() => model(market, { b: market.close }, stump));
      expect(left).toBe(right);
      return left!;
    };
    evaluate({ close: [1] }, twice);
  });
});
