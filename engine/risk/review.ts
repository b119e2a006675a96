import { type RiskRequest, rounding, type Verdict } from "./draft.ts";
import type { Risk } from "./risk.ts";
import { showMoments } from "./tape.ts";

/**
 * Reviews a wanted change of quantity. What only reduces a position always passes; what adds is cut to the limits,
 * in whole lots, or refused where a limit leaves nothing: what closes the old position on the way through zero
 * still passes then. The verdict belongs to `risk` and is written anew by the next review.
 */
export function review(risk: Risk, request: RiskRequest): Verdict {
  const { quantity, wanted } = request;
  const { verdict, draft } = risk;
  const after = quantity + wanted;
  const crosses = quantity * after < 0;
  verdict.rule = undefined;
  verdict.limit = 0;
  verdict.wanted = wanted;
  verdict.quantity = wanted;
  if (wanted === 0 || (!crosses && Math.abs(after) <= Math.abs(quantity))) return verdict;
  const side = after > 0 ? 1 : -1;
  // None of the usual rules bites on less than all of it either.
  const passes = passesUsual(risk, request, Math.abs(after));
  if (risk.usual && passes) return verdict;
  const rules = passes ? risk.special : risk.rules;
  showMoments(risk);
  draft.side = side;
  draft.closing = crosses ? -quantity : 0;
  draft.kept = crosses ? 0 : Math.abs(quantity);
  draft.added = Math.abs(after) - draft.kept;
  draft.rule = undefined;
  draft.formed = undefined;
  draft.scenarios = false;
  draft.measured = Number.NaN;
  for (let k = 0; k < rules.length && draft.added > 0; k++) rules[k]!.apply(risk, request, draft);
  if (draft.rule === undefined) return verdict;
  verdict.quantity = draft.closing + side * draft.added;
  verdict.rule = draft.rule;
  verdict.limit = draft.limit;
  verdict.wanted = draft.wanted;
  return verdict;
}

/**
 * Whether none of the usual rules bites for a position of so many units: account active, equity left, gross notional
 * within leverage. Reckoned in the very terms of those rules, which decide, and say why, where this does not hold.
 */
export function passesUsual({ state, limits }: Risk, request: RiskRequest, after: number): boolean {
  const { quantity, wanted, unit, equity, others } = request;
  if (state.standing.mode !== "active" || !(equity > 0)) return false;
  const { grossMax, short } = limits.account;
  if (!short && quantity + wanted < 0) return false;
  const kept = quantity * (quantity + wanted) < 0 ? 0 : Math.abs(quantity);
  const base = others + kept * unit;
  return !(base + (after - kept) * unit > grossMax * equity * (1 + rounding));
}

/** Notes the time of an order that goes out. Only the last so many count, as many as a minute may see. */
export function countOrder({ state }: Risk, { ts }: RiskRequest): void {
  const { orderTimes } = state;
  if (orderTimes.length === 0) return;
  orderTimes[state.nextOrder] = ts;
  state.nextOrder = (state.nextOrder + 1) % orderTimes.length;
}
