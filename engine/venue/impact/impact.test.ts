import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../core/random.ts";
import { calibrateImpact } from "./calibrate.ts";
import { createImpact, noteImpact, shiftOf, squareRootImpact } from "./model.ts";

const adv = 1_000;

describe("what trading moves", () => {
  test("linear: by the share of a day's volume, halving in each half-life", () => {
    const impact = createImpact({ kind: "linear", coefficient: 0.02, adv, halfLifeMs: 100 });
    noteImpact(impact, 500, 0);
    expect(shiftOf(impact, 0)).toBeCloseTo(0.01, 15);
    expect(shiftOf(impact, 200)).toBeCloseTo(0.0025, 15);
    noteImpact(impact, -125, 200);
    expect(shiftOf(impact, 200)).toBeCloseTo(0, 15);
  });

  test("square root: four times the volume moves twice as far, either way", () => {
    const impact = createImpact({
      kind: "square-root",
      gamma: 0.1,
      adv,
      halfLifeMs: Number.POSITIVE_INFINITY,
    });
    noteImpact(impact, 10, 0);
    expect(shiftOf(impact, 1e9)).toBeCloseTo(0.01, 15);
    noteImpact(impact, 30, 1e9);
    expect(shiftOf(impact, 1e9)).toBeCloseTo(0.02, 15);
    expect(squareRootImpact(0.1, -40, adv)).toBeCloseTo(-0.02, 15);
  });

  test("Almgren-Chriss: the permanent part stays, the temporary one goes", () => {
    const spec = { kind: "almgren-chriss", permanent: 0.1, temporary: 0.3, adv, halfLifeMs: 10 } as const;
    const impact = createImpact(spec);
    noteImpact(impact, 100, 0);
    expect(shiftOf(impact, 0)).toBeCloseTo(0.04, 15);
    expect(shiftOf(impact, 1e6)).toBeCloseTo(0.01, 15);
  });

  test("a day's volume and a half-life must be above 0", () => {
    const spec = { kind: "linear", coefficient: 1, adv: 0, halfLifeMs: 1 } as const;
    expect(() => createImpact(spec)).toThrow("impact.adv must be units a day above 0; was 0");
    expect(() => createImpact({ ...spec, adv: 1, halfLifeMs: 0 })).toThrow(
      "impact.halfLifeMs must be above 0; was 0",
    );
  });
});

/** Trades, one an interval, whose price follows a law of impact, with noise. */
function tape(n: number, move: (x: number, before: number) => number) {
  const random = seeded(11);
  const [ts, price, quantity]: number[][] = [[], [], []];
  const flows = Array.from({ length: n }, () => normal(random));
  const mean = flows.reduce((sum, x) => sum + Math.abs(x), 0) / n;
  const perDay = mean * 86_400;
  let at = 100;
  flows.forEach((x, k) => {
    at *= 1 + move(x / perDay, (flows[k - 1] ?? 0) / perDay) + 1e-7 * normal(random);
    ts!.push(k * 1_000);
    price!.push(at);
    quantity!.push(x);
  });
  return { ts: ts!, price: price!, quantity: quantity! };
}

describe("calibration finds the law that made the trades", () => {
  test("linear", () => {
    const { linear, intervals, almgrenChriss } = calibrateImpact(
      tape(5_000, (x) => 0.4 * x),
      1_000,
    );
    expect(intervals).toBe(4_999);
    expect(Math.abs(linear.coefficient - 0.4)).toBeLessThan(5 * linear.error + 1e-4);
    expect(linear.r2).toBeGreaterThan(0.9);
    expect(almgrenChriss.permanent).toBeCloseTo(0.4, 2);
    expect(almgrenChriss.temporary).toBeCloseTo(0, 2);
  });

  test("square root, and that it fits better than a line", () => {
    const law = (x: number) => squareRootImpact(0.05, x, 1);
    const { linear, squareRoot } = calibrateImpact(tape(5_000, law), 1_000);
    expect(Math.abs(squareRoot.coefficient - 0.05)).toBeLessThan(5 * squareRoot.error + 1e-4);
    expect(squareRoot.r2).toBeGreaterThan(linear.r2);
  });

  test("what is gone an interval later is temporary", () => {
    const { almgrenChriss } = calibrateImpact(
      tape(5_000, (x, before) => 0.5 * x - 0.3 * before),
      1_000,
    );
    expect(almgrenChriss.permanent).toBeCloseTo(0.2, 2);
    expect(almgrenChriss.temporary).toBeCloseTo(0.3, 2);
  });

  test("too little to tell is refused", () => {
    expect(() =>
      calibrateImpact(
        tape(20, (x) => x),
        1_000,
      ),
    ).toThrow("at least 30 intervals");
  });
});
