/** What the naive pipeline holds and gives. */
export type Why =
  | "entry"
  | "signal"
  | "stop"
  | "take-profit"
  | "trail"
  | "time"
  | "risk"
  | "liquidation"
  | "end";
export type When = "open" | "range" | "close";

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface Levels {
  readonly stop: number;
  readonly takeProfit: number;
  readonly trail: number;
}

/** What one fill opened. */
export interface Part {
  quantity: number;
  readonly price: number;
  readonly index: number;
  readonly when: When;
  feeLeft: number;
  readonly stop: number;
  readonly takeProfit: number;
  readonly follow: (best: number) => number;
  best: number;
  trail: number;
  readonly leaveAt: number;
  readonly seen: number[];
}

export interface Waiting {
  readonly kind: "market" | "limit" | "stop";
  readonly price: number;
  readonly target: number;
  /** Bar at whose close it was placed. */
  readonly since: number;
  readonly lastIndex: number;
  readonly levels: Levels | undefined;
  readonly why: "entry" | "risk";
}

export interface NaiveFill {
  symbol: string;
  index: number;
  side: "buy" | "sell";
  quantity: number;
  price: number;
  reference: number;
  fee: number;
  liquidity: "maker" | "taker";
  reason: Why;
}

export interface NaiveTrade {
  symbol: string;
  side: "long" | "short";
  entryIndex: number;
  exitIndex: number;
  entryPrice: number;
  exitPrice: number;
  quantity: number;
  fees: number;
  pnl: number;
  mae: number;
  mfe: number;
  exitReason: Why;
  open: boolean;
}

export interface NaiveOutcome {
  equity: number[];
  exposure: number[];
  net: number[];
  fills: NaiveFill[];
  trades: NaiveTrade[];
  costs: { fees: number; spread: number; slippage: number; funding: number; borrow: number };
  verdicts: Record<string, number>;
  ambiguousBars: number;
}
