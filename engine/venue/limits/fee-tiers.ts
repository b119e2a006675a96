import { refuse } from "../../core/errors.ts";

/** From this turnover of 30 days on these fees; a negative one is a rebate. */
export interface FeeTier {
  readonly turnover: number;
  readonly maker: number;
  readonly taker: number;
}

export interface FeePlan {
  /** By rising turnover; the first begins at 0. */
  readonly tiers: readonly FeeTier[];
  /** Part of each fee that is let off, such as 0.25 for paying in the exchange's coin; rebates stay whole. */
  readonly discount: number;
}

/** Checks a fee plan. Throws a UserError for tiers that do not begin at 0 and rise, or a discount outside [0, 1). */
export function feePlan({ tiers, discount = 0 }: Partial<FeePlan>): FeePlan {
  if (tiers?.[0]?.turnover !== 0) refuse("fee tiers must begin at a turnover of 0");
  for (let k = 1; k < tiers.length; k++) {
    if (!(tiers[k]!.turnover > tiers[k - 1]!.turnover)) {
      refuse(`fee tiers must rise by turnover; ${tiers[k]!.turnover} follows ${tiers[k - 1]!.turnover}`);
    }
  }
  if (!(discount >= 0 && discount < 1)) refuse(`fee discount must be in [0, 1); was ${discount}`);
  return { tiers, discount };
}

const dayMs = 86_400_000;
const days = 30;

/** What an account traded on each of the last 30 days (UTC), the present one not among them, as exchanges count it. */
export interface Turnover {
  readonly byDay: Float64Array;
  day: number;
  sum: number;
  today: number;
}

export const createTurnover = (): Turnover => ({
  byDay: new Float64Array(days),
  day: Number.NaN,
  sum: 0,
  today: 0,
});

/** Turnover of the 30 days before the one of a moment. */
export function turnoverAt(turnover: Turnover, nowMs: number): number {
  const day = Math.floor(nowMs / dayMs);
  if (turnover.day !== turnover.day) turnover.day = day;
  while (turnover.day < day) {
    if (day - turnover.day > days) {
      turnover.byDay.fill(0);
      turnover.today = 0;
      turnover.day = day - 1;
    }
    turnover.byDay[((turnover.day % days) + days) % days] = turnover.today;
    turnover.today = 0;
    turnover.day++;
    turnover.sum = turnover.byDay.reduce((sum, each) => sum + each, 0);
  }
  return turnover.sum;
}

/** Adds the notional of a fill to its day. */
export function addTurnover(turnover: Turnover, notional: number, nowMs: number): void {
  turnoverAt(turnover, nowMs);
  turnover.today += notional;
}

/** Fee of a fill as a fraction of its notional, by the turnover so far. */
export function feeRate(
  { tiers, discount }: FeePlan,
  turnover: Turnover,
  liquidity: "maker" | "taker",
  nowMs: number,
): number {
  const traded = turnoverAt(turnover, nowMs);
  let tier = tiers[0]!;
  for (const each of tiers) if (each.turnover <= traded) tier = each;
  const rate = tier[liquidity];
  return rate > 0 ? rate * (1 - discount) : rate;
}
