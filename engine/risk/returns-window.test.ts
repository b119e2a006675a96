import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normal, seeded } from "../core/random.ts";
import { createReturnsWindow, pushReturns, type ReturnsWindow, restoreSums } from "./returns-window.ts";
import { column, mean, naiveCorrelation, naiveCovariance } from "./testing/account.ts";

const meanReturn = ({ means }: ReturnsWindow, i: number) => means[i]!;
const covariance = ({ covariances, symbols }: ReturnsWindow, i: number, j: number) =>
  covariances[i * symbols + j]!;
const correlation = ({ correlations, symbols }: ReturnsWindow, i: number, j: number) =>
  correlations[i * symbols + j]!;

/** Rows of returns with a common part and, now and then, a jump that dwarfs all the rest. */
function drawReturns(seed: number, symbols: number, bars: number): number[][] {
  const random = seeded(seed);
  return Array.from({ length: bars }, () => {
    const common = normal(random);
    return Array.from({ length: symbols }, () => {
      const jump = random() < 0.02 ? 10 * normal(random) : 0;
      return 0.001 * (common + normal(random)) + jump;
    });
  });
}

const near = (got: number, want: number, scale: number, what: string) =>
  expect(Math.abs(got - want), `${what}: ${got} for ${want}`).toBeLessThanOrEqual(1e-12 * scale);

describe("a window of returns", () => {
  test("gives mean, covariance and correlation of its last rows, to 1e-12, also after a jump has left it", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 25 }),
        (seed, symbols, size) => {
          const rows = drawReturns(seed, symbols, 90);
          const window = createReturnsWindow(symbols, size);
          for (const [t, row] of rows.entries()) {
            pushReturns(window, Float64Array.from(row));
            const last = rows.slice(Math.max(0, t - size + 1), t + 1);
            for (let i = 0; i < symbols; i++) {
              const a = column(last, i);
              near(meanReturn(window, i), mean(a), Math.max(...a.map(Math.abs)), "mean");
              if (last.length < 3) continue;
              for (let j = 0; j < symbols; j++) {
                const b = column(last, j);
                const scale = Math.sqrt(naiveCovariance(a, a) * naiveCovariance(b, b));
                near(covariance(window, i, j), naiveCovariance(a, b), scale, "covariance");
                near(correlation(window, i, j), naiveCorrelation(a, b), 1, "correlation");
              }
            }
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  test("is restored from its ring bit for bit, at any moment", () => {
    for (let bars = 0; bars < 40; bars++) {
      const rows = drawReturns(bars, 3, bars + 20);
      const [kept, restored] = [createReturnsWindow(3, 7), createReturnsWindow(3, 7)];
      for (const row of rows.slice(0, bars)) pushReturns(kept, Float64Array.from(row));
      restored.ring.set(kept.ring);
      restored.next = kept.next;
      restored.count = kept.count;
      restoreSums(restored);
      for (const row of [undefined, ...rows.slice(bars)]) {
        if (row) for (const window of [kept, restored]) pushReturns(window, Float64Array.from(row));
        for (let i = 0; i < 3; i++) {
          expect(meanReturn(restored, i)).toBe(meanReturn(kept, i));
          for (let j = 0; j < 3; j++) expect(covariance(restored, i, j)).toBe(covariance(kept, i, j));
        }
      }
    }
  });

  test("knows no variance of returns that are all the same, and nothing of fewer than two", () => {
    const window = createReturnsWindow(2, 10);
    expect(meanReturn(window, 0)).toBeNaN();
    pushReturns(window, Float64Array.of(0.1, 0.2));
    expect(meanReturn(window, 0)).toBe(0.1);
    expect(covariance(window, 0, 1)).toBeNaN();
    expect(correlation(window, 0, 0)).toBeNaN();
    for (let k = 0; k < 30; k++) pushReturns(window, Float64Array.of(0.1, k));
    expect(correlation(window, 0, 0)).toBeNaN();
    expect(correlation(window, 0, 1)).toBeNaN();
    expect(correlation(window, 1, 1)).toBe(1);
  });

  test("never gives a correlation beyond 1", () => {
    const window = createReturnsWindow(2, 5);
    for (let k = 0; k < 100; k++) {
      pushReturns(window, Float64Array.of(Math.sin(k), -3 * Math.sin(k)));
      if (k < 2) continue;
      expect(correlation(window, 0, 1)).toBeGreaterThanOrEqual(-1);
      expect(correlation(window, 0, 1)).toBeCloseTo(-1, 12);
    }
  });
});
