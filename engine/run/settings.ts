/** Fees of one side of a trade. */
export interface FeeSchedule {
  /** Fraction of notional for an order that takes liquidity, such as 0.001; negative is a rebate. */
  readonly taker: number;
  /** Fraction of notional for a resting limit order that is hit. */
  readonly maker: number;
  /** Money per fill. */
  readonly fixed: number;
}

/** Everything about a backtest that is neither strategy nor data. Printed in every report and part of the run hash. */
export interface Settings {
  /** Starting cash in the quote currency. */
  readonly cash: number;
  /** Earliest fill of a decision at the close of bar t: the open of bar t+1, or (to compare with other tools) that close. */
  readonly fill: "next-open" | "close";
  /** What a bar is taken to have hit first when it could have hit both stop and target. */
  readonly intrabar: "pessimistic" | "optimistic";
  readonly fees: FeeSchedule;
  /** Half the bid-ask spread as a fraction of price, paid by orders that take liquidity. */
  readonly halfSpread: number;
  /** Further slippage of orders that take liquidity, as a fraction of price. */
  readonly slippage: number;
  /** Whether a limit order fills only when the bar trades through its price, or already when it touches. */
  readonly limitFill: "through" | "touch";
  /** Quantities are whole multiples of this; 0 trades any fraction. */
  readonly lot: number;
  /** Orders below this notional are refused. */
  readonly notionalMin: number;
  /** Greatest gross exposure as a multiple of equity. */
  readonly leverage: number;
  /** Whether positions below zero are allowed. */
  readonly short: boolean;
  /** Annual rate paid on the notional of short positions. */
  readonly borrowRate: number;
  /** Whether funding rates in the data (column `funding`) are paid and received. */
  readonly funding: boolean;
  /** Bars in a year, for annualised figures; derived from the data's calendar unless given. */
  readonly barsPerYear: number | undefined;
  /** Only results of bars whose open lies in [fromMs, toMs) count; earlier bars warm up. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Fraction of equity lost from its peak at which everything is flattened and trading halts; 1 never does. */
  readonly maxDrawdown: number;
}
