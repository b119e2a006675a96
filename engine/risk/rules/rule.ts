import type { Draft, RiskRequest } from "../draft.ts";
import type { Limits } from "../limits.ts";
import type { Risk, RiskMarket } from "../risk.ts";

/** One rule: whether limits or instruments put it on, and what it leaves of an order. */
export interface Rule {
  readonly name: string;
  readonly on: (limits: Limits, market: RiskMarket) => boolean;
  /** Whether it looks at the notionals of all symbols. */
  readonly readsExposures?: boolean;
  /** Cuts what a draft adds, or leaves all of it. */
  readonly apply: (risk: Risk, request: RiskRequest, draft: Draft) => void;
}
