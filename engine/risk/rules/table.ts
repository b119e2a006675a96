import { concentration, leverage, margin, net, positionNotional, sector } from "./exposure.ts";
import { collar, notionalMin, orderNotional, orderQuantity, orderRate } from "./order.ts";
import type { Rule } from "./rule.ts";
import { halted, noEquity, noShort, reducing } from "./standing.ts";
import { correlated, expectedLoss, kelly, valueAtRisk, volatility } from "./statistical.ts";

export type { Rule } from "./rule.ts";

/**
 * All rules in the order in which they look at an order: first those that refuse outright, then those that cut,
 * cheap ones before dear ones. Each sees what the ones before it left. The value at risk comes last of those that
 * cut, for it alone could be broken by a later cut; the least notional looks at what is left of all.
 */
export const rules: readonly Rule[] = [
  halted,
  reducing,
  noEquity,
  noShort,
  orderRate,
  collar,
  orderQuantity,
  orderNotional,
  positionNotional,
  concentration,
  sector,
  leverage,
  net,
  margin,
  kelly,
  correlated,
  volatility,
  expectedLoss,
  valueAtRisk,
  notionalMin,
];

/** Rules of which one look at account and order tells that none bites; see `review`. */
export const usualRules: readonly Rule[] = [halted, reducing, noEquity, noShort, leverage];
