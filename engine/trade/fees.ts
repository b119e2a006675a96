/** Fees of one side of a trade. */
export interface FeeSchedule {
  /** Fraction of notional for an order that takes liquidity, such as 0.001; negative is a rebate. */
  readonly taker: number;
  /** Fraction of notional for a resting limit order that is hit. */
  readonly maker: number;
  /** Money per fill. */
  readonly fixed: number;
}

export type Liquidity = "maker" | "taker";

/** Fee of a fill in money; negative is a rebate. */
export const feeOf = (schedule: FeeSchedule, liquidity: Liquidity, quantity: number, price: number): number =>
  schedule.fixed + (liquidity === "taker" ? schedule.taker : schedule.maker) * Math.abs(quantity) * price;
