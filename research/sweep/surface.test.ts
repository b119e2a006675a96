import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { seeded } from "../../engine/core/random.ts";
import { choice, int, num, strategy } from "../../engine/graph/strategy.ts";
import { keepBest } from "./best.ts";
import { cellsOf } from "./cells.ts";
import { spreadOf } from "./collect.ts";
import { createFront } from "./front.ts";
import { parallelOf } from "./lines.ts";
import { createSample, type Sample } from "./sample.ts";
import { eachAllowed, spaceOf } from "./space.ts";
import { heatmapOf, marginalOf, stabilityOf } from "./surface.ts";

const params = { a: int(1), b: int(1), x: num(0), kind: choice("p", ["p", "q"]) };
const s = strategy({ name: "s", params, decide: () => ({ target: 1 }) });

/** All points of a grid with a value each. */
function sampleOf(words: string[], value: (values: Record<string, unknown>) => number) {
  const space = spaceOf(s, { params: words });
  const sample = createSample(space.axes.length, seeded(1));
  eachAllowed(space, 0, space.size, (_, point) => sample.add(point, value(space.paramsAt(point))));
  return { axes: space.axes, sample: sample.result() };
}
const sum = ({ a, b }: Record<string, unknown>) => 10 * Number(a) + Number(b);

describe("surfaces", () => {
  test("a heatmap has best and mean over what is not shown", () => {
    const { axes, sample } = sampleOf(["a=1:3", "b=1:2", "kind"], (v) => sum(v) + (v.kind === "q" ? 0.5 : 0));
    const { x, y, best, mean } = heatmapOf(sample, axes, [0, 1], 1);
    expect([x.labels, y.labels]).toEqual([
      ["1", "2", "3"],
      ["1", "2"],
    ]);
    expect([...best]).toEqual([11.5, 21.5, 31.5, 12.5, 22.5, 32.5]);
    expect([...mean]).toEqual([11.25, 21.25, 31.25, 12.25, 22.25, 32.25]);
    expect([...heatmapOf(sample, axes, [0, 1], -1).best]).toEqual([11, 21, 31, 12, 22, 32]);
  });

  test("a cell without a known value is empty", () => {
    const { axes, sample } = sampleOf(["a=1:2", "b=1:2"], ({ a, b }) => (a === b ? Number.NaN : Number(a)));
    expect([...heatmapOf(sample, axes, [0, 1], 1).best]).toEqual([Number.NaN, 2, 1, Number.NaN]);
  });

  test("a marginal has the quantiles of its values, and what its parameter explains", () => {
    const { axes, sample } = sampleOf(["a=1:2", "b=1:5"], sum);
    const { counts, quantiles, best, explains } = marginalOf(sample, axes, 0, 1);
    expect([...counts]).toEqual([5, 5]);
    expect([...quantiles.median]).toEqual([13, 23]);
    expect([...quantiles.q25]).toEqual([12, 22]);
    expect([...quantiles.q90]).toEqual([14.6, 24.6]);
    expect([...best]).toEqual([15, 25]);
    // Between 10 * 25, within 20.
    expect(explains).toBeCloseTo(250 / 270, 12);
    expect(explains + marginalOf(sample, axes, 1, 1).explains).toBeCloseTo(1, 12);
  });

  test("stability tells the decay around the best", () => {
    const peak = ({ a, b }: Record<string, unknown>) =>
      10 - Math.max(Math.abs(Number(a) - 11), Math.abs(Number(b) - 11));
    const { axes, sample } = sampleOf(["a=1:21", "b=1:21"], peak);
    const found = stabilityOf(sample, axes, { point: [10, 10], value: 10 }, 1);
    expect([...found.distance.slice(0, 3)]).toEqual([0, 0.05, 0.1]);
    expect([...found.counts.slice(0, 3)]).toEqual([1, 8, 16]);
    expect([...found.median]).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(found.neighbours).toEqual({ n: 8, mean: 9, worst: 9 });
    expect(found.half).toBeCloseTo(0.3, 12);
    const corner = stabilityOf(sample, axes, { point: [0, 0], value: 0 }, -1);
    expect(corner.distance.at(-1)).toBe(1);
    expect(corner.half).toBeNaN();
    expect(corner.neighbours).toEqual({ n: 3, mean: 1 / 3, worst: 1 });
  });

  test("words that differ are no distance", () => {
    const { axes, sample } = sampleOf(["a=1:3", "kind"], sum);
    expect([...stabilityOf(sample, axes, { point: [2, 1], value: 31 }, 1).counts]).toEqual([1, 1, 1]);
  });

  test("lines hold the best, and others from all ranks", () => {
    const { axes, sample } = sampleOf(["a=1:100", "b=1:100"], sum);
    const { shares, values, ranks } = parallelOf(sample, axes, 1);
    expect(values.length).toBeLessThanOrEqual(300);
    expect([...values.slice(-2)]).toEqual([sum({ a: 100, b: 99 }), sum({ a: 100, b: 100 })]);
    expect([ranks[0], ranks.at(-1)]).toEqual([0, 1]);
    expect([...shares.at(-1)!]).toEqual([0.995, 0.995]);
    expect(ranks.every((rank, k) => k === 0 || rank > ranks[k - 1]!)).toBe(true);
  });
});

describe("cells", () => {
  const axis = (word: string) => cellsOf(spaceOf(s, { params: [word] }).axes[0]!);
  test("hold a value each where they fit, else several", () => {
    expect(axis("a=1:60").labels).toHaveLength(60);
    const wide = axis("a=1:121");
    expect(wide.labels).toHaveLength(41);
    expect([wide.labels[0], wide.labels[40]]).toEqual(["1 to 3", "121"]);
    expect([wide.cellOf(0), wide.cellOf(2), wide.cellOf(3), wide.cellOf(120)]).toEqual([0, 0, 1, 40]);
    expect(axis("kind").labels).toEqual(["p", "q"]);
  });

  test("cut a span evenly", () => {
    const { labels, cellOf } = axis("x=0:12");
    expect(labels).toHaveLength(24);
    expect(labels[1]).toBe("0.5 to 1");
    expect([cellOf(0), cellOf(0.6), cellOf(12)]).toEqual([0, 1, 23]);
  });
});

describe("samples", () => {
  test("are all there is where that fits, else some of it", () => {
    const sample = createSample(1, seeded(3), 100);
    for (let k = 0; k < 50; k++) sample.add([k], k);
    expect(sample.result()).toMatchObject({ of: 50, n: 50 });
    for (let k = 50; k < 10_000; k++) sample.add([k], k);
    const { of, n, points, values } = sample.result() as Sample;
    expect([of, n]).toEqual([10_000, 100]);
    expect([...values]).toEqual([...points]);
    expect(new Set(values).size).toBe(100);
    // Five standard errors of the mean of a hundred uniform numbers.
    const mean = values.reduce((total, value) => total + value, 0) / n;
    expect(Math.abs(mean - 5_000)).toBeLessThan((5 * 10_000) / Math.sqrt(12 * n));
  });

  test("spreads are those of the textbook", () => {
    const spread = spreadOf();
    for (const value of [2, 4, Number.NaN, 4, 5, 7, 8, Number.POSITIVE_INFINITY]) spread.add(value);
    expect(spread.result()).toEqual({ n: 6, mean: 5, deviation: Math.sqrt(24 / 5) });
    expect(spreadOf().result()).toEqual({ n: 0, mean: Number.NaN, deviation: Number.NaN });
  });
});

const coordinate = fc.integer({ min: -4, max: 4 });
property.prop([fc.array(fc.tuple(coordinate, coordinate), { maxLength: 60 })])(
  "the front is what no other beats",
  (given) => {
    const front = createFront();
    for (const [k, [x, y]] of given.entries()) front.add(x, y, k, new Float64Array(0));
    const beaten = (k: number): boolean =>
      given.some(([x, y], i) => {
        const [u, v] = given[k]!;
        return x >= u && y >= v && (x > u || y > v || i < k);
      });
    const expected = given.map((_, k) => k).filter((k) => !beaten(k));
    expect(
      front
        .list()
        .map(({ index }) => index)
        .toSorted((a, b) => a - b),
    ).toEqual(expected);
    const xs = front.list().map(({ x }) => x);
    expect(xs).toEqual(xs.toSorted((a, b) => b - a));
  },
);

property.prop([
  fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)), { maxLength: 80 }),
  fc.integer({ min: 1, max: 20 }),
])("the best are those of a sort, in whatever order they come", (scores, count) => {
  const none = new Float64Array(0);
  const of = (order: number[]) => {
    const best = keepBest(count);
    for (const index of order)
      best.offer({ scenario: index % 2, index, point: none, metrics: none, score: scores[index]! });
    return best.list().map(({ index }) => index);
  };
  const order = scores.map((_, k) => k);
  const rank = (k: number) => (Number.isNaN(scores[k]!) ? -1e9 : scores[k]!);
  const sorted = order.toSorted((a, b) => rank(b) - rank(a) || (a % 2) - (b % 2) || a - b).slice(0, count);
  expect(of(order)).toEqual(sorted);
  expect(of(order.toReversed())).toEqual(sorted);
});
