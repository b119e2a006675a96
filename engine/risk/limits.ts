/** Limits of a single order. `null` is "no limit" here and in every group. */
export interface OrderLimits {
  /** Greatest quantity, in units of the instrument. */
  readonly quantityMax: number | null;
  /** Orders that add less than this notional are refused. */
  readonly notionalMin: number;
  /** Greatest notional, in the quote currency. */
  readonly notionalMax: number | null;
  /** Greatest distance of the price from the last close, as a fraction of it. */
  readonly collar: number | null;
  /** Greatest number of orders in any 60 seconds, a whole number; what reduces counts but is never held back. */
  readonly ratePerMinute: number | null;
}

/** Limits of what is held in one symbol, and in one sector. */
export interface PositionLimits {
  /** Greatest notional, in the quote currency. */
  readonly notionalMax: number | null;
  /** Greatest notional as a multiple of equity (concentration). */
  readonly fractionMax: number | null;
  /** By symbol, what takes the place of the two limits above. */
  readonly symbols: Readonly<Record<string, SymbolLimits>>;
  /** Symbol to the name of its sector. */
  readonly sectors: Readonly<Record<string, string>>;
  /** Greatest gross notional of a sector as a multiple of equity; symbols without a sector are not counted. */
  readonly sectorMax: number | null;
}

export interface SymbolLimits {
  readonly notionalMax?: number | null;
  readonly fractionMax?: number | null;
}

/** Limits of the whole account. */
export interface AccountLimits {
  /** Greatest gross exposure as a multiple of equity (leverage). */
  readonly grossMax: number;
  /** Greatest net exposure, long or short, as a multiple of equity. */
  readonly netMax: number | null;
  /** Share of equity that no initial margin may tie up; 0 needs none. */
  readonly marginHeadroom: number;
  /** Loss since the start of the UTC day, as a fraction of equity then, from which nothing is added that day. */
  readonly dailyLoss: number | null;
  /** Loss from the peak of equity, as a fraction, at which all is flattened and trading halts; 1 never does. */
  readonly maxDrawdown: number;
  /** Whether positions below zero are allowed. */
  readonly short: boolean;
}

/** Limits measured over the returns of the last `window` bars, at the marks of the account. */
export interface StatisticalLimits {
  /** Bars of the rolling window. */
  readonly window: number;
  /** Greatest sqrt(n' C n), n the notionals and C the correlations of returns, as a multiple of equity. */
  readonly correlatedMax: number | null;
  /** Greatest volatility of the account's positions, a year, as a fraction of equity. */
  readonly volatilityTarget: number | null;
  /** Greatest part of the growth-optimal exposure mean / variance of a symbol, in the direction held. */
  readonly kellyFraction: number | null;
  /** Confidence level of the two that follow. */
  readonly level: number;
  /** Greatest value at risk over one bar, as a fraction of equity. */
  readonly varMax: number | null;
  /** Greatest expected loss over one bar beyond that level, as a fraction of equity. */
  readonly cvarMax: number | null;
}

/** Stops that stand beside the strategy's own; the nearer of the two is in force. The account's is `maxDrawdown`. */
export interface StopLimits {
  /** Loss from the entry price, as a fraction. */
  readonly fixed: number | null;
  /** Distance from the entry in average true ranges. */
  readonly atr: number | null;
  /** Bars of that average. */
  readonly atrBars: number;
  /** Trailing distance as a fraction of the best price. */
  readonly trail: number | null;
  /** Bars after which a position is left. */
  readonly bars: number | null;
  /** Loss of the strategy from its peak, as a fraction, at which it is flattened and adds nothing until lifted. */
  readonly strategyDrawdown: number | null;
}

/** When a circuit breaker opens: orders to the venue stop for a while, then single ones test the ground. */
export interface BreakerLimits {
  /** Events over which a rate is taken. */
  readonly window: number;
  /** Milliseconds that a breaker stays open before it lets a probe through. */
  readonly cooldownMs: number;
  /** Share of requests that failed. */
  readonly errorRate: number | null;
  /** Share of orders that the venue rejected. */
  readonly rejectRate: number | null;
  /** Milliseconds from request to answer. */
  readonly latencyMs: number | null;
  /** Slippage beyond what the model expected, in basis points. */
  readonly slippageBps: number | null;
  /** Milliseconds since the last market data. */
  readonly staleMs: number | null;
  /** Change of price between two updates, as a fraction. */
  readonly jump: number | null;
}

/** All limits of risk, one record for every mode. Parsed by `parseLimits`, never built by hand elsewhere. */
export interface Limits {
  readonly order: OrderLimits;
  readonly position: PositionLimits;
  readonly account: AccountLimits;
  readonly statistical: StatisticalLimits;
  readonly stops: StopLimits;
  readonly breakers: BreakerLimits;
}

/** Limits as they are given: the name of a profile, or groups in part with the profile that fills them up. */
export type LimitsInput =
  | string
  | ({ readonly profile?: string } & { readonly [G in keyof Limits]?: Partial<Limits[G]> });
