import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ImpactModel, optimalHoldings, shortfallSlices, trajectoryCost } from "./almgren-chriss.ts";
import { type Algo, nextChild, type Progress, type SliceMarket } from "./next-child.ts";
import { pegTicks, repeg } from "./peg.ts";
import { dueLots, type Parent, splitLots } from "./slices.ts";
import { twap } from "./twap.ts";
import { volumeProfile, vwap } from "./vwap.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const parentOf = (lots: number): Parent => ({ side: "buy", lots, startMs: 1_000, endMs: 11_000 });
const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);

describe("schedules", () => {
  test("parts are whole, exact together, and within a lot of their share", () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), weights, (lots, drawn) => {
        const total = sum(drawn);
        fc.pre(total > 1e-300);
        const parts = splitLots(lots, drawn);
        expect(sum(parts)).toBe(lots);
        parts.forEach((part, i) => {
          expect(Number.isSafeInteger(part) && part >= 0).toBe(true);
          expect(Math.abs(part - (lots * drawn[i]!) / total)).toBeLessThanOrEqual(1 + 1e-6);
        });
      }),
    );
  });

  test("TWAP is level, VWAP follows its profile", () => {
    expect(twap(parentOf(100), 4)).toEqual([1_000, 3_500, 6_000, 8_500].map((atMs) => ({ atMs, lots: 25 })));
    expect(vwap(parentOf(100), [3, 1])).toEqual([
      { atMs: 1_000, lots: 75 },
      { atMs: 6_000, lots: 25 },
    ]);
    expect(twap(parentOf(2), 5)).toHaveLength(2);
    expect(dueLots(twap(parentOf(100), 4), 3_499)).toBe(25);
    expect(dueLots(twap(parentOf(100), 4), 3_500)).toBe(50);
  });

  test("a volume profile is the mean day, summed over the bars of each stretch", () => {
    const ts = Float64Array.from({ length: 72 }, (_, i) => i * hourMs);
    const volume = ts.map((at) => (at / hourMs) % 24);
    volume[3] = Number.NaN;
    const day = (startHour: number, hours: number): Parent => ({
      ...parentOf(1),
      startMs: 3 * dayMs + startHour * hourMs,
      endMs: 3 * dayMs + (startHour + hours) * hourMs,
    });
    // A bar without volume is not known to have traded nothing.
    expect(volumeProfile({ ts, volume }, day(1, 4), 2)).toEqual([1 + 2, 3 + 4]);
    // Past midnight it goes on with the next morning.
    expect(volumeProfile({ ts, volume }, day(22, 4), 4)).toEqual([22, 23, 0, 1]);
    const early = { ts: Float64Array.of(0, hourMs), volume: Float64Array.of(5, 7) };
    expect(volumeProfile(early, day(0, 3), 3)).toEqual([5, 7, 0]);
    expect(() =>
      volumeProfile({ ts, volume }, { ...parentOf(1), startMs: dayMs, endMs: 2 * dayMs }, 2),
    ).toThrow("history must end before the order starts");
    expect(() => volumeProfile(early, day(5, 3), 3)).toThrow(
      "history has no volume at the order's time of day",
    );
  });

  test.each<[string, () => unknown, string]>([
    ["no lots", () => twap(parentOf(0), 2), "lots must be a whole number above 0; was 0"],
    ["part of a lot", () => twap(parentOf(1.5), 2), "lots must be a whole number above 0; was 1.5"],
    [
      "no time",
      () => twap({ ...parentOf(1), endMs: 1_000 }, 2),
      "endMs must be after startMs 1000; was 1000",
    ],
    ["no parts", () => twap(parentOf(1), 0), "parts must be a whole number above 0; was 0"],
    [
      "a negative weight",
      () => vwap(parentOf(1), [1, -1]),
      "a weight must be a finite number of at least 0; was -1",
    ],
    ["no weight", () => vwap(parentOf(1), [0, 0]), "weights must add up to more than 0; they add up to 0"],
    ["no steps", () => shortfallSlices(parentOf(1), model, 0), "steps must be a whole number above 0; was 0"],
    [
      "a model without optimum",
      () => optimalHoldings({ ...model, gamma: 10 }, 1, 1, 1),
      "eta must be above gamma times half a step, 5; was 0.1",
    ],
    [
      "love of risk",
      () => optimalHoldings({ ...model, lambda: -1 }, 1, 1, 1),
      "lambda must be a finite number of at least 0; was -1",
    ],
  ])("refuse %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});

const model: ImpactModel = { sigma: 0.9, eta: 0.1, gamma: 0.02, lambda: 0.05 };

/** The minimum of expected cost + lambda variance, by solving its first-order conditions (tridiagonal elimination). */
function discreteOptimum(
  { sigma, eta, gamma, lambda }: ImpactModel,
  X: number,
  time: number,
  steps: number,
): number[] {
  const step = time / steps;
  const trade = (eta - (gamma * step) / 2) / step;
  const diagonal = 2 * trade + lambda * sigma ** 2 * step;
  const upper: number[] = [];
  const right: number[] = [];
  for (let j = 1; j < steps; j++) {
    const pivot = diagonal - trade * (upper[j - 2] ?? 0);
    upper.push(trade / pivot);
    right.push((trade * (j === 1 ? X : right[j - 2]!)) / pivot);
  }
  const out = new Array<number>(steps + 1).fill(0);
  out[0] = X;
  for (let j = steps - 1; j >= 1; j--) out[j] = right[j - 1]! + upper[j - 1]! * out[j + 1]!;
  return out;
}

describe("Almgren-Chriss", () => {
  const anyModel = fc.record({
    sigma: fc.double({ min: 0, max: 3, noNaN: true }),
    eta: fc.double({ min: 0.1, max: 3, noNaN: true }),
    gamma: fc.double({ min: 0, max: 0.02, noNaN: true }),
    lambda: fc.double({ min: 0, max: 2, noNaN: true }),
  });

  test("holdings are the discrete optimum", () => {
    fc.assert(
      fc.property(anyModel, fc.integer({ min: 1, max: 60 }), (drawn, steps) => {
        const closed = optimalHoldings(drawn, 1_000, 5, steps);
        const solved = discreteOptimum(drawn, 1_000, 5, steps);
        closed.forEach((held, j) => {
          expect(Math.abs(held - solved[j]!)).toBeLessThan(1e-7);
        });
      }),
    );
  });

  test("nothing near costs less", () => {
    const utility = (holdings: readonly number[]) => {
      const { expected, variance } = trajectoryCost(model, holdings, 5);
      return expected + model.lambda * variance;
    };
    const best = optimalHoldings(model, 1_000, 5, 10);
    const near = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(near, (shift) => {
        const other = best.map((held, j) => (j === 0 || j === 10 ? held : held + shift[j - 1]!));
        expect(utility(other)).toBeGreaterThanOrEqual(utility(best) * (1 - 1e-14));
      }),
    );
  });

  test("costs what a trajectory worked out by hand does", () => {
    // Trades of 6 and 4 in steps of 0.5, holdings 4 and 0 after them.
    const { expected, variance } = trajectoryCost({ sigma: 2, eta: 1, gamma: 0.4, lambda: 0 }, [10, 4, 0], 1);
    expect(expected).toBeCloseTo(0.2 * 100 + (0.9 / 0.5) * (36 + 16), 12);
    expect(variance).toBeCloseTo(4 * 0.5 * 16, 12);
  });

  test("hurries with aversion to risk, without overflow", () => {
    const slow = shortfallSlices(parentOf(1_000), { ...model, eta: 1e6, lambda: 0 }, 4);
    expect(slow.map(({ lots }) => lots)).toEqual([250, 250, 250, 250]);
    const fast = shortfallSlices(parentOf(1_000), { ...model, eta: 1e6, lambda: 1e12 }, 4);
    expect(fast).toEqual([{ atMs: 1_000, lots: 1_000 }]);
    const some = shortfallSlices(parentOf(1_000), { ...model, eta: 1e6, lambda: 0.1 }, 5).map(
      ({ lots }) => lots,
    );
    expect(some).toEqual([...some].sort((a, b) => b - a));
    expect(sum(some)).toBe(1_000);
  });
});

describe("pegged", () => {
  const rule = { side: "buy", offsetTicks: 1, thresholdTicks: 2, intervalMs: 100 } as const;
  test("stands beside its own side of the book and never takes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: -30, max: 30 }),
        (bidTicks, gap, offsetTicks) => {
          const quote = { bidTicks, askTicks: bidTicks + gap };
          expect(pegTicks({ side: "buy", offsetTicks }, quote)).toBeLessThan(quote.askTicks);
          expect(pegTicks({ side: "sell", offsetTicks }, quote)).toBeGreaterThan(bidTicks);
          expect(pegTicks({ side: "buy", offsetTicks, limitTicks: 90 }, quote)).toBeLessThanOrEqual(90);
          expect(pegTicks({ side: "sell", offsetTicks, limitTicks: 300 }, quote)).toBe(300);
        },
      ),
    );
    expect(pegTicks({ side: "sell", offsetTicks: 2 }, { bidTicks: 100, askTicks: 105 })).toBe(107);
  });

  test("moves when it is far enough and its time has come", () => {
    const working = { limitTicks: 99, movedMs: 1_000 };
    expect(repeg(rule, working, { bidTicks: 102, askTicks: 104 }, 1_100)).toBe(101);
    expect(repeg(rule, working, { bidTicks: 102, askTicks: 104 }, 1_099)).toBeUndefined();
    expect(repeg(rule, working, { bidTicks: 101, askTicks: 104 }, 1_100)).toBeUndefined();
    expect(
      repeg({ ...rule, thresholdTicks: 0 }, working, { bidTicks: 100, askTicks: 104 }, 1_100),
    ).toBeUndefined();
  });
});

describe("working a parent", () => {
  const anyAlgo = fc.oneof(
    fc.integer({ min: 1, max: 30 }).map(
      (parts) =>
        (parent: Parent): Algo => ({ kind: "scheduled", slices: twap(parent, parts) }),
    ),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }).map(
      (profile) =>
        (parent: Parent): Algo => ({ kind: "scheduled", slices: vwap(parent, profile) }),
    ),
    fc.integer({ min: 1, max: 9 }).map(
      (steps) =>
        (parent: Parent): Algo => ({
          kind: "scheduled",
          slices: shortfallSlices(parent, { ...model, eta: 1e5 }, steps),
        }),
    ),
    fc
      .record({
        rate: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        lotsMin: fc.integer({ min: 1, max: 50 }),
      })
      .map((share) => (): Algo => ({ kind: "pov", ...share })),
    fc
      .integer({ min: 1, max: 400 })
      .map((displayLots) => (): Algo => ({ kind: "iceberg", displayLots, limitTicks: 95 })),
    fc.integer({ min: -2, max: 2 }).map(
      (offsetTicks) => (): Algo => ({
        kind: "pegged",
        peg: { offsetTicks, thresholdTicks: 1, intervalMs: 50 },
      }),
    ),
  );
  const anySteps = fc.array(
    fc.record({
      ms: fc.integer({ min: 1, max: 2_000 }),
      fill: fc.double({ min: 0, max: 1, noNaN: true }),
      traded: fc.integer({ min: 0, max: 500 }),
      bidTicks: fc.integer({ min: 80, max: 120 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  test("children are whole, never exceed it, add up to it exactly, and it ends in time", () => {
    fc.assert(
      fc.property(anyAlgo, fc.integer({ min: 1, max: 2_000 }), anySteps, (make, lots, steps) => {
        const parent = parentOf(lots);
        const algo = make(parent);
        let progress: Progress = { filledLots: 0, workingLots: 0 };
        let volumeLots = 0;
        let nowMs = 0;
        const act = (market: SliceMarket): boolean => {
          const action = nextChild(algo, parent, progress, market, nowMs);
          if (!action) return false;
          if (action.kind === "cancel") progress = { filledLots: progress.filledLots, workingLots: 0 };
          else if (action.kind === "move") {
            progress = { ...progress, working: { limitTicks: action.limitTicks, movedMs: nowMs } };
          } else if (action.limitTicks === undefined) {
            expect(Number.isSafeInteger(action.lots) && action.lots > 0).toBe(true);
            progress = { ...progress, filledLots: progress.filledLots + action.lots };
          } else {
            expect(progress.workingLots).toBe(0);
            const working = { limitTicks: action.limitTicks, movedMs: nowMs };
            progress = { ...progress, workingLots: action.lots, working };
          }
          expect(progress.filledLots + progress.workingLots).toBeLessThanOrEqual(lots);
          return true;
        };
        for (const step of [...steps, { ms: parent.endMs, fill: 0, traded: 0, bidTicks: 100 }]) {
          nowMs += step.ms;
          volumeLots += step.traded;
          const market = { volumeLots, bidTicks: step.bidTicks, askTicks: step.bidTicks + 2 };
          const filled = Math.round(progress.workingLots * step.fill);
          const { working, ...rest } = progress;
          const workingLots = progress.workingLots - filled;
          progress = {
            ...rest,
            filledLots: progress.filledLots + filled,
            workingLots,
            ...(workingLots > 0 && working ? { working } : {}),
          };
          if (algo.kind === "pov" && nowMs < parent.endMs) {
            act(market);
            expect(progress.filledLots).toBeLessThanOrEqual((algo.rate / (1 - algo.rate)) * volumeLots);
          } else while (act(market));
        }
        expect(progress).toEqual({ filledLots: lots, workingLots: 0 });
        expect(
          nextChild(algo, parent, progress, { volumeLots, bidTicks: 1, askTicks: 2 }, nowMs),
        ).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test("a schedule is kept", () => {
    const parent = parentOf(100);
    const algo: Algo = { kind: "scheduled", slices: twap(parent, 4) };
    const market = { volumeLots: 0, bidTicks: 1, askTicks: 2 };
    const at = (nowMs: number, filledLots: number, workingLots = 0) =>
      nextChild(algo, parent, { filledLots, workingLots }, market, nowMs);
    expect(at(999, 0)).toBeUndefined();
    expect(at(1_000, 0)).toEqual({ kind: "place", lots: 25 });
    expect(at(1_000, 0, 25)).toBeUndefined();
    expect(at(6_500, 20, 5)).toEqual({ kind: "place", lots: 50 });
    expect(at(11_000, 20, 5)).toEqual({ kind: "cancel" });
    expect(at(11_000, 25)).toEqual({ kind: "place", lots: 75 });
  });
});
