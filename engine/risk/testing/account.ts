import { normal, type Random } from "../../core/random.ts";
import type { Limits, LimitsInput } from "../limits.ts";
import { endBar, observeBar } from "../observe.ts";
import { parseLimits } from "../parse-limits.ts";
import { createRisk, type Risk, type RiskRequest } from "../risk.ts";

/** Closes of several symbols, bar by bar; NaN where a symbol has no bar. */
export type Closes = readonly (readonly number[])[];

/** Random walks with jumps and gaps; the symbols share a part of their moves. */
export function drawCloses(random: Random, symbols: number, bars: number, gaps = 0): Closes {
  const last = Array.from({ length: symbols }, () => 50 + 100 * random());
  return Array.from({ length: bars }, () => {
    const common = normal(random);
    return last.map((price, i) => {
      const jump = random() < 0.03 ? 0.3 * normal(random) : 0;
      last[i] = price * Math.exp(0.01 * (common + normal(random)) + jump);
      return random() < gaps ? Number.NaN : last[i]!;
    });
  });
}

/** Shows bars to the limits. */
export function show(risk: Risk, closes: Closes): void {
  for (const row of closes) {
    for (const [i, close] of row.entries()) {
      if (close === close) observeBar(risk.state, i, close, close, close);
    }
    endBar(risk.state);
  }
}

/** Returns of each bar as the account feels them, from the first bar on which any symbol has one. */
export function returnsOf(closes: Closes): number[][] {
  const last = closes[0]!.map(() => Number.NaN);
  const rows = closes.map((row) =>
    row.map((close, i) => {
      const before = last[i]!;
      if (close === close) last[i] = close;
      return close === close && before === before ? close / before - 1 : 0;
    }),
  );
  const first = rows.findIndex((_, t) =>
    closes[t]!.some((close, i) => close === close && closes.slice(0, t).some((row) => row[i] === row[i])),
  );
  return first < 0 ? [] : rows.slice(first);
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
export const mean = (xs: readonly number[]): number => sum(xs) / xs.length;

/** Sample covariance by its definition. */
export function naiveCovariance(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return sum(a.map((x, i) => (x - ma) * (b[i]! - mb))) / (a.length - 1);
}

export const naiveCorrelation = (a: readonly number[], b: readonly number[]): number =>
  naiveCovariance(a, b) / Math.sqrt(naiveCovariance(a, a) * naiveCovariance(b, b));

export const column = (rows: readonly (readonly number[])[], i: number): number[] =>
  rows.map((row) => row[i]!);

/** n' M n for a matrix given by its entries. */
export const naiveForm = (n: readonly number[], entry: (i: number, j: number) => number): number =>
  sum(n.map((a, i) => sum(n.map((b, j) => (a === 0 || b === 0 ? 0 : a * b * entry(i, j))))));

/** Value at risk and expected loss of notionals over rows of returns: losses sorted, the worst counted off. */
export function naiveTail(rows: readonly (readonly number[])[], notionals: readonly number[], level: number) {
  const losses = rows.map((row) => -sum(row.map((r, i) => r * notionals[i]!))).sort((a, b) => b - a);
  const count = Math.max(1, Math.ceil(Number((rows.length * (1 - level)).toFixed(9))));
  return { valueAtRisk: losses[count - 1]!, expectedLoss: mean(losses.slice(0, count)) };
}

export const symbolsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `S${i}`);

/** Limits made ready for a few symbols. */
export function riskOf(limits: LimitsInput | Limits, symbols = 1, barsPerYear = 365, cash = 1000): Risk {
  return createRisk({ symbols: symbolsOf(symbols), barsPerYear }, parseLimits(limits), cash);
}

/** An order on a flat account of 1000 at a price of 100, unless told otherwise. */
export const orderOf = (some: Partial<RiskRequest>): RiskRequest => ({
  symbol: 0,
  wanted: 0,
  price: 100,
  unit: some.price ?? 100,
  quoted: some.price ?? 100,
  mark: 100,
  quantity: 0,
  equity: 1000,
  others: 0,
  feeRate: 0,
  lot: 0,
  ts: 0,
  ...some,
});
