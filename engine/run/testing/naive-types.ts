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

/** An order as it is asked for. */
export interface Ask {
  readonly kind: "market" | "limit" | "stop" | "stop-limit";
  readonly limit?: number;
  readonly trigger?: number;
  readonly tif?: "gtc" | "ioc" | "fok" | "day";
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** Fraction of equity that the position is to come to; of a fixed quantity its sign. */
  readonly target: number;
  /** Signed quantity of an order that does not go to a target. */
  readonly units?: number;
  readonly lastIndex?: number;
  readonly levels?: Levels | undefined;
  readonly why?: "entry" | "risk";
}

/** An order that waits. */
export interface Waiting extends Ask {
  readonly since: number;
  readonly lastIndex: number;
  readonly record: NaiveOrder;
}

/** What became of an order. */
export interface NaiveOrder {
  symbol: string;
  kind: Ask["kind"];
  side: "buy" | "sell" | null;
  tif: string;
  limit: number | null;
  trigger: number | null;
  postOnly: boolean;
  reduceOnly: boolean;
  placedIndex: number;
  placedMs: number;
  endedIndex: number;
  status:
    | "pending-new"
    | "untriggered"
    | "triggered"
    | "working"
    | "filled"
    | "cancelled"
    | "rejected"
    | "expired";
  quantity: number;
  price: number | null;
  reason: "decision" | "risk";
  rule: string | null;
}

/** What a script asks for at the close of a bar. */
export type Act =
  | { readonly symbol: number; readonly do: "cancel" }
  | { readonly symbol: number; readonly do: "close" }
  | { readonly symbol: number; readonly do: "order"; readonly ask: Ask };

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
  orders: NaiveOrder[];
  costs: { fees: number; spread: number; slippage: number; funding: number; borrow: number };
  verdicts: Record<string, number>;
  ambiguousBars: number;
}
