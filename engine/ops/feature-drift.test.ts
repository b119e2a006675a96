import { describe, expect, test } from "vitest";
import { evaluate } from "../compile/evaluate.ts";
import { normal, seeded } from "../core/random.ts";
import type { Market } from "../graph/strategy.ts";
import type { Artefact } from "../model/artefact.ts";
import { line } from "../model/testing/artefacts.ts";
import { featureDrift } from "./feature-drift.ts";

const halves = (features: readonly string[], edge: number): Artefact => ({
  ...line(features as string[], 0, ...features.map(() => 1)),
  spread: {
    cuts: Int32Array.from(features, () => 1),
    edges: Float64Array.from(features, () => edge),
    shares: Float64Array.from(features.flatMap(() => [0.5, 0.5])),
  },
});

const both = (fields: Parameters<typeof evaluate>[0], build: Parameters<typeof evaluate>[1]) => {
  const [column, stream] = (["column", "stream"] as const).map((mode) => [
    ...evaluate(fields, build, { mode }),
  ]);
  expect(stream).toEqual(column);
  return column!;
};
/** The index of so many of n values above an edge that parted the training in halves. */
const index = (above: number, n: number) =>
  [above / n, 1 - above / n].reduce(
    (sum, p) => sum + (Math.max(p, 1e-4) - 0.5) * Math.log(Math.max(p, 1e-4) / 0.5),
    0,
  );

describe("featureDrift", () => {
  test("is 0 where the last bars are spread as the training was, and rises as they leave it", () => {
    const build = (market: Market) => featureDrift(market, { a: market.close }, halves(["a"], 0), 4);
    const found = both({ ts: [0, 1, 2, 3, 4, 5], close: [-1, 1, -1, 1, 1, 1] }, build);
    expect(found.slice(0, 3).every(Number.isNaN)).toBe(true);
    expect(found.slice(3).map((x) => x.toFixed(9))).toEqual(
      [index(2, 4), index(3, 4), index(3, 4)].map((x) => x.toFixed(9)),
    );
  });

  test("equals a naive count, with gaps, and where another model takes over, beside that one's training", () => {
    const random = seeded(9);
    const length = 300;
    const ts = Array.from({ length }, (_, i) => i);
    const wild = () => ts.map(() => (random() < 0.1 ? Number.NaN : normal(random)));
    const [open, close] = [wild(), wild()];
    const schedule = [
      { fromMs: 50, artefact: halves(["a", "b"], 0) },
      { fromMs: 180, artefact: halves(["b"], 1) },
    ];
    const n = 30;
    const found = both({ ts, open, close }, (market) =>
      featureDrift(market, { a: market.open, b: market.close }, schedule, n),
    );
    const seen: number[] = [];
    for (let i = 0; i < length; i++) {
      const known = !(Number.isNaN(open[i]!) && Number.isNaN(close[i]!));
      if (known) seen.push(i);
      const last = seen.slice(-n);
      if (!known || i < 50 || last.length < n) {
        expect(found[i]).toBeNaN();
        continue;
      }
      const columns = i < 180 ? [open, close] : [close];
      const edge = i < 180 ? 0 : 1;
      const each = columns.map((column) => {
        const values = last.map((k) => column[k]!).filter((value) => !Number.isNaN(value));
        return index(values.filter((value) => value > edge).length, values.length);
      });
      expect(found[i]).toBeCloseTo(each.reduce((sum, x) => sum + x, 0) / each.length, 9);
    }
  });

  test("refuses a model that does not tell of its training, a missing feature, and too few bars", () => {
    const run = (build: (market: Market) => ReturnType<typeof featureDrift>) => () =>
      both({ ts: [0], close: [1] }, build);
    expect(run((m) => featureDrift(m, { a: m.close }, line(["a"], 0, 1), 4))).toThrow(
      "does not tell how its features were spread",
    );
    expect(run((m) => featureDrift(m, { b: m.close }, halves(["a"], 0), 4))).toThrow(
      'feature "a" must be given',
    );
    expect(run((m) => featureDrift(m, { a: m.close }, halves(["a"], 0), 1))).toThrow(
      "bars must be a whole number of at least 2",
    );
  });
});
