import { createColumns } from "../engine/compile/columns.ts";
import { createStream } from "../engine/compile/stream.ts";
import { createTable, type Node, type Series, sourceNode } from "../engine/graph/node.ts";
import { atr } from "../engine/ops/atr.ts";
import { bollinger } from "../engine/ops/bollinger.ts";
import { ema } from "../engine/ops/ema.ts";
import { macd } from "../engine/ops/macd.ts";
import { rsi } from "../engine/ops/rsi.ts";
import { sma } from "../engine/ops/sma.ts";
import { std } from "../engine/ops/std.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { measure, type Row } from "./harness.ts";
import { atrLoop, bollingerLoop, emaLoop, macdLoop, rsiLoop, smaLoop, stdLoop } from "./indicator-loops.ts";
import { benchBars } from "./market.ts";

const millionBars = 1_000_000;

interface Indicator {
  readonly name: string;
  /** Nanoseconds a bar of the fastest peer on a million bars (vectorbt's kernels or pandas), one core. */
  readonly peerNs: number;
  readonly make: (market: Record<"high" | "low" | "close", Series>) => readonly Node[];
  /** The loop that one would write for this alone. */
  readonly loop: (bars: Bars) => readonly Float64Array[];
  /** The value at bar i by definition, from all bars up to it; of the first result. */
  readonly naive: (bars: Bars) => Float64Array;
}

const mean = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;
/** A column of what `of` gives for each window of n values. */
const rolling = (x: Float64Array, n: number, of: (window: Float64Array) => number) =>
  x.map((_, i) => (i < n - 1 ? Number.NaN : of(x.subarray(i - n + 1, i + 1))));
const deviation = (window: Float64Array, ddof: number): number => {
  const middle = mean(window);
  return Math.sqrt(window.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (window.length - ddof));
};
/** Weight `w` on each value after the mean of the first n that are known. */
const smoothed = (x: Float64Array, n: number, w: number): Float64Array => {
  const out = new Float64Array(x.length).fill(Number.NaN);
  const first = x.findIndex((value) => !Number.isNaN(value)) + n - 1;
  out[first] = mean(x.subarray(first - n + 1, first + 1));
  for (let i = first + 1; i < x.length; i++) out[i] = w * x[i]! + (1 - w) * out[i - 1]!;
  return out;
};
const from = (x: Float64Array, first: number): Float64Array =>
  x.map((value, i) => (i < first ? Number.NaN : value));

function naiveRsi({ close }: Bars): Float64Array {
  const change = close.map((value, i) => value - (close[i - 1] ?? Number.NaN));
  const up = smoothed(
    change.map((value) => (value < 0 ? 0 : value)),
    14,
    1 / 14,
  );
  const down = smoothed(
    change.map((value) => (value > 0 ? 0 : -value)),
    14,
    1 / 14,
  );
  return up.map((value, i) => 100 - 100 / (1 + value / down[i]!));
}

function naiveAtr({ high, low, close }: Bars): Float64Array {
  const range = high.map((top, i) => {
    const last = close[i - 1] ?? Number.NaN;
    return Math.max(top - low[i]!, Math.abs(top - last), Math.abs(low[i]! - last));
  });
  return smoothed(range, 14, 1 / 14);
}

function naiveMacd({ close }: Bars): Float64Array {
  const fast = smoothed(from(close, 14), 12, 2 / 13);
  const slow = smoothed(close, 26, 2 / 27);
  return from(
    fast.map((value, i) => value - slow[i]!),
    33,
  );
}

const indicators: readonly Indicator[] = [
  {
    name: "SMA 20",
    peerNs: 10,
    make: ({ close }) => [sma(close, 20)],
    loop: ({ close }) => [smaLoop(close, 20)],
    naive: ({ close }) => rolling(close, 20, mean),
  },
  {
    name: "EMA 20",
    peerNs: 5,
    make: ({ close }) => [ema(close, 20)],
    loop: ({ close }) => [emaLoop(close, 20)],
    naive: ({ close }) => smoothed(close, 20, 2 / 21),
  },
  {
    name: "RSI 14",
    peerNs: 30,
    make: ({ close }) => [rsi(close, 14)],
    loop: ({ close }) => [rsiLoop(close, 14)],
    naive: naiveRsi,
  },
  {
    name: "ATR 14",
    peerNs: 7,
    make: (market) => [atr(market, 14)],
    loop: (bars) => [atrLoop(bars, 14)],
    naive: naiveAtr,
  },
  {
    name: "Bollinger 20, 2",
    peerNs: 24,
    make: ({ close }) => {
      const { upper, middle, lower } = bollinger(close);
      return [upper, middle, lower];
    },
    loop: ({ close }) => bollingerLoop(close, 20, 2),
    naive: ({ close }) => rolling(close, 20, (window) => mean(window) + 2 * deviation(window, 0)),
  },
  {
    name: "MACD 12, 26, 9",
    peerNs: 20,
    make: ({ close }) => {
      const { macd: line, signal, histogram } = macd(close);
      return [line, signal, histogram];
    },
    loop: ({ close }) => macdLoop(close, 12, 26, 9),
    naive: naiveMacd,
  },
  {
    name: "std 50",
    peerNs: 12,
    make: ({ close }) => [std(close, 50)],
    loop: ({ close }) => [stdLoop(close, 50, 1)],
    naive: ({ close }) => rolling(close, 50, (window) => deviation(window, 1)),
  },
];

type Market = Record<"high" | "low" | "close", Series>;
const trace = (): Market => {
  const table = createTable();
  const source = (field: string) => sourceNode(table, "BENCH", field);
  return { high: source("high"), low: source("low"), close: source("close") };
};

/** Columns of nodes, all computed anew. */
function evaluate(nodes: readonly Node[], bars: Bars): Float64Array[] {
  const columns = createColumns(bars.close.length, ({ field }) => bars[field as "close"]);
  return nodes.map((node) => columns.of(node));
}

/** Throws unless two columns agree, relative to what they hold. */
function same(name: string, got: Float64Array, wanted: Float64Array, tolerance: number): void {
  const near = (a: number, b: number) =>
    Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  const i = got.findIndex((value, k) => !near(value, wanted[k]!));
  if (i >= 0) throw new Error(`${name} at bar ${i} is ${got[i]}, not ${wanted[i]}`);
}

/** Throws unless each indicator equals its definition, its stream bit for bit, and its reference loop. */
export function verify(bars: Bars): void {
  for (const indicator of indicators) verifyOne(indicator, bars);
}

function verifyOne({ name, make, loop, naive }: Indicator, bars: Bars): void {
  const nodes = make(trace());
  const got = evaluate(nodes, bars);
  same(name, got[0]!, naive(bars), 1e-9);
  // The loops let rounding pile up (a sum of squares is 1e-4 off where the price has come down a thousandfold), so
  // only their start shows that they do the same work.
  for (const [k, wanted] of loop(bars).entries()) {
    same(`${name}, beside its loop,`, got[k]!.subarray(0, 10_000), wanted.subarray(0, 10_000), 1e-9);
  }
  const stream = createStream(nodes);
  const { sources, values } = stream;
  for (let i = 0; i < bars.close.length; i++) {
    for (let k = 0; k < sources.length; k++) values[k] = bars[sources[k]!.field as "close"][i]!;
    stream.step();
    for (let k = 0; k < nodes.length; k++) {
      if (!Object.is(stream.read(nodes[k]!), got[k]![i])) {
        throw new Error(
          `${name} at bar ${i} is ${got[k]![i]} in the column, ${stream.read(nodes[k]!)} streamed`,
        );
      }
    }
  }
}

/** Indicators on a million bars, each beside the loop that one would write by hand for it alone. */
export async function indicatorsBench(): Promise<Row[]> {
  const bars = benchBars(millionBars);
  const rows: Row[] = [];
  for (const indicator of indicators) {
    const { name, peerNs, make, loop } = indicator;
    const nodes = make(trace());
    rows.push(
      await measure({
        name,
        unit: "bar",
        units: millionBars,
        run: () => evaluate(nodes, bars),
        verify: () => verifyOne(indicator, bars),
        reference: { name: "hand-written loop", run: () => loop(bars) },
        peer: { name: "fastest of vectorbt, pandas", ms: (peerNs * millionBars) / 1e6 },
        targetMs: (2 * peerNs * millionBars) / 1e6,
        budgetMs: 600,
      }),
    );
  }
  return rows;
}
