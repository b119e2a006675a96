import type { Node, Series } from "../../engine/graph/node.ts";
import * as ops from "../../engine/ops/index.ts";

/** The series of one symbol that an indicator is made of. */
export interface Bars {
  readonly open: Series;
  readonly high: Series;
  readonly low: Series;
  readonly close: Series;
  readonly volume: Series;
}

type Outputs = Readonly<Record<string, Node>>;
interface Indicator {
  /** Name of its parameters in the reference, and what they are where a case gives none. */
  readonly params: readonly [name: string, ...values: number[]] | readonly [];
  /** Results by the names of the reference. `future` marks one that the reference shows before it is known. */
  readonly make: (bars: Bars, values: readonly number[]) => Outputs;
}

const value = (node: Node): Outputs => ({ value: node });

/** Indicators of `statistics/indicators_*.json` by case name, in their conventions. */
export const indicators: Readonly<Record<string, Indicator>> = {
  sma: { params: ["sma", 20], make: ({ close }, [n]) => value(ops.sma(close, n!)) },
  ema: { params: ["ema", 20], make: ({ close }, [n]) => value(ops.ema(close, n!)) },
  wma: { params: ["wma", 10], make: ({ close }, [n]) => value(ops.wma(close, n!)) },
  dema: { params: ["dema", 10], make: ({ close }, [n]) => value(ops.dema(close, n!)) },
  tema: { params: ["tema", 10], make: ({ close }, [n]) => value(ops.tema(close, n!)) },
  kama: { params: ["kama", 10], make: ({ close }, [n]) => value(ops.kama(close, n!)) },
  rsi: { params: ["rsi", 14], make: ({ close }, [n]) => value(ops.rsi(close, n!)) },
  macd: {
    params: ["macd", 12, 26, 9],
    make: ({ close }, [fast, slow, signal]) => ops.macd(close, { fast: fast!, slow: slow!, signal: signal! }),
  },
  macd_independent_seeds: {
    params: ["macd", 12, 26, 9],
    make: ({ close }, [fast, slow, signal]) =>
      ops.macd(close, { fast: fast!, slow: slow!, signal: signal!, seed: "own" }),
  },
  bbands: { params: ["bb", 20, 2], make: ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }) },
  trange: { params: [], make: (bars) => value(ops.trueRange(bars)) },
  atr: { params: ["atr", 14], make: (bars, [n]) => value(ops.atr(bars, n!)) },
  natr: { params: ["atr", 14], make: (bars, [n]) => value(ops.natr(bars, n!)) },
  adx: {
    params: ["adx", 14],
    make: (bars, [n]) => {
      const { plus, minus, dx, adx } = ops.dmi(bars, n!);
      return { adx, plus_di: plus, minus_di: minus, dx };
    },
  },
  stoch: {
    params: ["stoch", 14, 3, 3],
    make: (bars, [fast, slowing, slow]) => {
      const { k, d } = ops.stoch(bars, { k: fast!, slowing: slowing!, d: slow! });
      return { slow_k: k, slow_d: d };
    },
  },
  stochf: {
    params: ["stoch", 14, 3, 3],
    make: (bars, [fast, slowing]) => {
      const { k, d } = ops.stochFast(bars, { k: fast!, d: slowing! });
      return { fast_k: k, fast_d: d };
    },
  },
  stochrsi: {
    params: ["srsi", 14, 14, 3],
    make: ({ close }, [n, fast, slow]) => {
      const { k, d } = ops.stochRsi(close, { n: n!, k: fast!, d: slow! });
      return { fast_k: k, fast_d: d };
    },
  },
  cci: { params: ["cci", 20], make: (bars, [n]) => value(ops.cci(bars, n!)) },
  willr: { params: ["willr", 14], make: (bars, [n]) => value(ops.williamsR(bars, n!)) },
  obv: { params: [], make: (bars) => value(ops.obv(bars)) },
  mfi: { params: ["mfi", 14], make: (bars, [n]) => value(ops.mfi(bars, n!)) },
  ad: { params: [], make: (bars) => value(ops.adl(bars)) },
  vwap_cumulative: { params: [], make: (bars) => value(ops.vwap(bars)) },
  vwap_rolling: { params: ["vw", 20], make: (bars, [n]) => value(ops.rollingVwap(bars, n!)) },
  roc: { params: ["roc", 10], make: ({ close }, [n]) => value(ops.roc(close, n!)) },
  mom: { params: ["mom", 10], make: ({ close }, [n]) => value(ops.mom(close, n!)) },
  aroon: { params: ["aroon", 25], make: (bars, [n]) => ops.aroon(bars, n!) },
  trix: { params: ["trix", 15], make: ({ close }, [n]) => value(ops.trix(close, n!)) },
  linreg: {
    params: ["lin", 14],
    make: ({ close }, [n]) => ({
      slope: ops.slope(close, n!),
      end_value: ops.forecast(close, { n: n!, ahead: 0 }),
    }),
  },
  stddev_population: {
    params: ["std", 20],
    make: ({ close }, [n]) => value(ops.std(close, { n: n!, ddof: 0 })),
  },
  stddev_sample: { params: ["std", 20], make: ({ close }, [n]) => value(ops.std(close, n!)) },
  zscore_sample: { params: ["std", 20], make: ({ close }, [n]) => value(ops.zscore(close, n!)) },
  correl_close_open: {
    params: ["cor", 20],
    make: ({ close, open }, [n]) => value(ops.correlation(close, open, n!)),
  },
  sar: {
    params: ["sar", 0.02, 0.2],
    make: (bars, [step, max]) => value(ops.sar(bars, { step: step!, max: max! })),
  },
  donchian: { params: ["don", 20], make: (bars, [n]) => ops.donchian(bars, n!) },
  keltner: {
    params: ["kel", 20, 10, 2],
    make: (bars, [n, atr, k]) => ops.keltner(bars, { n: n!, atr: atr!, k: k! }),
  },
  supertrend: { params: ["st", 10, 3], make: (bars, [n, k]) => ops.supertrend(bars, { n: n!, k: k! }) },
  ichimoku: {
    params: ["ich", 9, 26, 52, 26],
    make: (bars, [tenkan, kijun, senkou, shift]) => {
      const lines = ops.ichimoku(bars, { tenkan: tenkan!, kijun: kijun!, senkou: senkou!, shift: shift! });
      return {
        tenkan: lines.tenkan,
        kijun: lines.kijun,
        senkou_a_computed: lines.leadA,
        senkou_b_computed: lines.leadB,
        senkou_a_plotted: lines.spanA,
        senkou_b_plotted: lines.spanB,
      };
    },
  },
};

type Made = (bars: Bars, numbers: readonly number[]) => Node;
const pandas = { seed: "first" } as const;

/** Arrays of `backtests/indicators-GOOG.json` by what their keys say; the numbers are those of the key's first word. */
export const keyed: readonly (readonly [pattern: RegExp, make: Made])[] = [
  [/^sma_\d+$/, ({ close }, [n]) => ops.sma(close, n!)],
  [/^ema_\d+ \(alpha=2/, ({ close }, [n]) => ops.ema(close, { n: n!, ...pandas })],
  [/^rsi_\d+ cutler/, ({ close }, [n]) => ops.rsi(close, { n: n!, smooth: "simple" })],
  [/^rsi_\d+ ewm span/, ({ close }, [n]) => ops.rsi(close, { n: n!, smooth: "ema", ...pandas })],
  [/^rsi_\d+ wilder/, ({ close }, [n]) => ops.rsi(close, { n: n!, ...pandas })],
  [/^true_range \(bar 0 = high-low\)/, (bars) => ops.trueRange(bars, "range")],
  [/^atr_\d+ ewm span/, (bars, [n]) => ops.atr(bars, { n: n!, smooth: "ema", start: "range", ...pandas })],
  [/^atr_\d+ simple/, (bars, [n]) => ops.atr(bars, { n: n!, smooth: "simple", start: "range" })],
  [/^bb_\d+_\d+ ddof0 middle/, ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }).middle],
  [/^bb_\d+_\d+ ddof0 upper/, ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }).upper],
  [/^bb_\d+_\d+ ddof0 lower/, ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }).lower],
  [/^bb_\d+_\d+ percent_b/, ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }).percentB],
  [/^bb_\d+_\d+ bandwidth/, ({ close }, [n, k]) => ops.bollinger(close, { n: n!, k: k! }).bandwidth],
  [/^macd_\d+_\d+_\d+ ema line/, ({ close }, n) => macdOf(close, n, "ema").macd],
  [/^macd_\d+_\d+_\d+ ema signal/, ({ close }, n) => macdOf(close, n, "ema").signal],
  [/^macd_\d+_\d+_\d+ ema hist/, ({ close }, n) => macdOf(close, n, "ema").histogram],
  [/^macd_\d+_\d+_\d+ sma line/, ({ close }, n) => macdOf(close, n, "simple").macd],
  [/^macd_\d+_\d+_\d+ sma signal/, ({ close }, n) => macdOf(close, n, "simple").signal],
  [/^macd_\d+_\d+_\d+ sma hist/, ({ close }, n) => macdOf(close, n, "simple").histogram],
  [/^std_\d+ ddof0/, ({ close }, [n]) => ops.std(close, { n: n!, ddof: 0 })],
  [/^std_\d+ ddof1/, ({ close }, [n]) => ops.std(close, n!)],
  [/^stoch_\d+_\d+ %k/, (bars, [k, d]) => ops.stochFast(bars, { k: k!, d: d!, aligned: false }).k],
  [/^stoch_\d+_\d+ %d/, (bars, [k, d]) => ops.stochFast(bars, { k: k!, d: d!, aligned: false }).d],
  [/^obv \(bar 0 = \+volume; equal close = \+volume\)/, (bars) => ops.obv(bars, { ties: "add" })],
];

const macdOf = (close: Series, [fast, slow, signal]: readonly number[], smooth: "ema" | "simple") =>
  ops.macd(close, { fast: fast!, slow: slow!, signal: signal!, smooth, seed: "first" });
