import { describe, expect, test } from "vitest";
import { choice, flag, int, num, strategy } from "../../engine/graph/strategy.ts";
import { coordinateAt, countOf, fractionOf, valueAt } from "./axis.ts";
import { checkGrid, eachAllowed, indexOf, pointOf, spaceOf } from "./space.ts";

const traded = strategy({
  name: "traded",
  params: {
    fast: int(12, { from: 2, to: 200 }),
    slow: int(48, { from: 5, to: 400 }),
    stop: num(2, { from: 0.1, to: 5 }),
    scale: num(1, { from: 0.001, to: 1000, log: true }),
    free: num(0),
    kind: choice("a", ["a", "b", "c"]),
    size: choice(1, [1, 2, 5]),
    short: flag(false),
  },
  decide: () => ({ target: 1 }),
});
const paired = strategy({
  name: "paired",
  params: { fast: int(2), slow: int(9) },
  where: ({ fast, slow }) => fast < slow,
  decide: () => ({ target: 1 }),
});

const valuesOf = (word: string) => {
  const [axis] = spaceOf(traded, { params: [word] }).axes;
  return Array.from({ length: countOf(axis!) }, (_, k) => valueAt(axis!, k));
};

describe("words become axes", () => {
  test("ranges hold both ends", () => {
    expect(valuesOf("fast=2:5")).toEqual([2, 3, 4, 5]);
    expect(valuesOf("fast=2:12:5")).toEqual([2, 7, 12]);
    expect(valuesOf("fast=2:13:5")).toEqual([2, 7, 12]);
    expect(valuesOf("stop=0.5:1.5:0.25")).toEqual([0.5, 0.75, 1, 1.25, 1.5]);
    expect(valuesOf("stop=0.1:0.5:0.1")).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(valuesOf("free=-1:1:0.5")).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  test("lists hold what they name, and a name alone what the strategy declares", () => {
    expect(valuesOf("kind=c,a")).toEqual(["c", "a"]);
    expect(valuesOf("fast=5, 10,20")).toEqual([5, 10, 20]);
    expect(valuesOf("size=5,1")).toEqual([5, 1]);
    expect(valuesOf("short=true,false")).toEqual([true, false]);
    expect(valuesOf("kind")).toEqual(["a", "b", "c"]);
    expect(valuesOf("fast")).toHaveLength(199);
    expect(spaceOf(traded, { params: ["stop"] }).axes).toEqual([
      { kind: "span", name: "stop", from: 0.1, to: 5, log: false },
    ]);
  });

  test("what does not vary is fixed, by what was given or by default", () => {
    const space = spaceOf(traded, { params: ["fast=7", "stop=2:2", "kind=b,c"] });
    expect(space.axes.map(({ name }) => name)).toEqual(["kind"]);
    expect(space.size).toBe(2);
    expect(space.paramsAt([1])).toEqual({
      fast: 7,
      slow: 48,
      stop: 2,
      scale: 1,
      free: 0,
      kind: "c",
      size: 1,
      short: false,
    });
    expect(Object.keys(space.paramsAt([1]))).toEqual(Object.keys(traded.params));
  });

  test.each([
    ["fats=2:9", 'traded: unknown parameter "fats"; did you mean "fast"?'],
    ["fast=1:9", 'fast must be a whole number of at least 2 and at most 200; the range "1:9" holds 1'],
    ["fast=2:9:0.5", "its step must be one; was 0.5"],
    ["fast=9:2", "did you mean 2:9?"],
    ["fast=2:9:0", "a step above 0"],
    ["fast=2:9:1:1", "must be a range from:to or from:to:step"],
    ["fast=2.5:9", 'the range "2.5:9" holds 2.5'],
    ["fast=2:x", "must be a range"],
    ["fast=", "needs a value, a range or a list, such as fast=2:200"],
    ["kind=a,d", "kind must be one of a, b, c; was d"],
    ["kind=a,a", "a comes twice"],
    ["short=yes", "short must be true or false; was yes"],
    ["free", "free declares no range to search"],
    ["=3", 'unknown parameter ""'],
  ])("%s is refused", (word, message) => {
    expect(() => spaceOf(traded, { params: [word] })).toThrow(message);
  });

  test("a parameter is given once", () => {
    expect(() => spaceOf(traded, { params: ["fast=2:9", "fast=3"] })).toThrow("fast comes twice");
  });
});

describe("a space", () => {
  test("holds to its own condition and to the strategy's", () => {
    const seen: number[][] = [];
    const space = spaceOf(paired, { params: ["fast=1:4", "slow=2:4"], where: "slow != 3" });
    eachAllowed(space, 0, space.size, (index, point) => {
      const { fast, slow } = space.paramsAt(point) as { fast: number; slow: number };
      seen.push([index, fast, slow]);
    });
    expect(seen).toEqual([
      [0, 1, 2],
      [2, 1, 4],
      [5, 2, 4],
      [8, 3, 4],
    ]);
  });

  test("conditions know each parameter by its kind", () => {
    const where = "fast < slow && kind == 'b' && size > 1 && !short";
    const space = spaceOf(traded, { params: ["kind", "size", "short"], where });
    let count = 0;
    eachAllowed(space, 0, space.size, () => count++);
    expect(count).toBe(2);
  });

  test("an index and its point are one, from any part of the grid", () => {
    const space = spaceOf(traded, { params: ["fast=2:9", "kind", "stop=1:2:0.25"] });
    const point = new Float64Array(3);
    for (let index = 0; index < space.size; index++) {
      expect(indexOf(space, pointOf(space, index, point))).toBe(index);
    }
    const whole: number[] = [];
    const parts: number[] = [];
    eachAllowed(space, 0, space.size, (index, at) => whole.push(index, ...at));
    for (const [from, to] of [
      [0, 7],
      [7, 50],
      [50, 120],
    ] as const) {
      eachAllowed(space, from, to, (index, at) => parts.push(index, ...at));
    }
    expect(parts).toEqual(whole);
  });

  test("a grid of ten million points takes no memory of its own", () => {
    const space = spaceOf(paired, { params: ["fast=1:4000", "slow=1:2500"] });
    const before = process.memoryUsage().heapUsed;
    let count = 0;
    eachAllowed(space, 0, space.size, () => count++);
    expect(space.size).toBe(1e7);
    expect(count).toBe((2500 * 2499) / 2);
    // Garbage that nobody collected yet counts too; a list of the points would take ten times as much.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 2 ** 20);
  });

  test("a grid needs steps, and a size that can be counted through", () => {
    expect(() => checkGrid(spaceOf(traded, { params: ["stop=1:2"] }))).toThrow(
      "a grid needs a step of stop, such as stop=1:2:0.1; or search with --search random, lhs or tpe",
    );
    const huge = spaceOf(paired, { params: ["fast=1:100000", "slow=1:100000"] });
    expect(() => checkGrid(huge)).toThrow(
      "a grid may have 1,000,000,000 points; this one has 10,000,000,000",
    );
  });
});

describe("coordinates share an axis evenly", () => {
  const axes = (words: string[]) => spaceOf(traded, { params: words }).axes;
  test.each(axes(["fast=2:11", "kind", "stop=1:2:0.25"]).map((axis) => [axis.name, axis] as const))(
    "%s",
    (_, axis) => {
      const n = countOf(axis);
      for (let k = 0; k < n; k++) {
        expect(coordinateAt(axis, k / n + 1e-9)).toBe(k);
        expect(coordinateAt(axis, (k + 1) / n - 1e-9)).toBe(k);
        expect(fractionOf(axis, k)).toBeCloseTo((k + 0.5) / n, 12);
      }
    },
  );

  test("on a logarithmic scale where the strategy says so", () => {
    const [span, steps] = [axes(["scale=0.01:100"])[0]!, axes(["scale=1:1000:1"])[0]!];
    expect(coordinateAt(span, 0.5)).toBeCloseTo(1, 12);
    expect(fractionOf(span, 10)).toBeCloseTo(0.75, 12);
    for (const k of [0, 1, 10, 500, 999]) expect(coordinateAt(steps, fractionOf(steps, k))).toBe(k);
    expect(coordinateAt(steps, 0)).toBe(0);
    expect(coordinateAt(steps, 1 - 1e-12)).toBe(999);
    expect(valueAt(steps, coordinateAt(steps, 0.5))).toBeLessThan(40);
  });
});
