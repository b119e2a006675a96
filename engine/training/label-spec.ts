import type { Market, Series } from "../graph/strategy.ts";

/** The return over so many bars, from close to close: what `fixedHorizon` of `bot4/research` takes. */
export interface HorizonLabelSpec {
  readonly kind: "fixed-horizon";
  readonly bars: number;
  /**
   * `return`, the log return, unless told; `score`, that over the deviation known as it begins; `up`, 1 where the return is
   * above `above` (0 unless told) and else 0.
   */
  readonly as?: "return" | "score" | "up";
  readonly above?: number;
  /** Span of the deviation by which a score is measured. */
  readonly span?: number;
  /** Among all symbols of a bar: ranks in (0, 1], or differences from the mean. */
  readonly across?: "rank" | "demean";
}

/** Where the barriers of a bet stand. */
interface BarriersSpec {
  /** Bars after which a bet ends. */
  readonly bars: number;
  /**
   * Profit is taken, and loss, beyond so many deviations of simple returns known as the bet begins, 1 unless told; 0 for no
   * barrier. A bet begins at a close, and closes alone meet its barriers.
   */
  readonly profit?: number;
  readonly loss?: number;
  /** Span of the exponentially weighted deviation; 50 bars unless told. */
  readonly span?: number;
  /** The least deviation at which a bet is made; 0 unless told. */
  readonly deviationMin?: number;
}

/** How a bet on a rise ends: 1 with a gain (`up`, unless told), else 0; or its `return`. */
export interface BarrierLabelSpec extends BarriersSpec {
  readonly kind: "triple-barrier";
  readonly as?: "up" | "return";
  /** Bets are made only where the CUSUM filter of log returns fires at this threshold; at every bar unless told. */
  readonly cusum?: number;
}

/** The strongest line through the log closes of the next `from` to `to` bars: whether it rises (`up`), or its t statistic. */
export interface TrendLabelSpec {
  readonly kind: "trend-scan";
  readonly from: number;
  readonly to: number;
  readonly step?: number;
  readonly as?: "up" | "t";
}

/**
 * Whether the bet of a primary strategy ends with a gain, 1 or 0 (López de Prado 2018, 3.6). A sample begins on each bar
 * on which its side turns to 1 or -1.
 */
export interface MetaLabelSpec extends BarriersSpec {
  readonly kind: "meta";
  /** 1 long, -1 short, 0 where it makes no bet; where it is not known, the last one holds. */
  readonly side: (market: Market) => Series;
  /** A bet counts as won where it gained more than this return, such as the costs of a round trip; 0 unless told. */
  readonly above?: number;
}

/** What a model is to learn to tell. */
export type LabelSpec = HorizonLabelSpec | BarrierLabelSpec | TrendLabelSpec | MetaLabelSpec;
