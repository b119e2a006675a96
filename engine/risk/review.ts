import type { RiskRequest, Verdict } from "./draft.ts";
import type { Risk } from "./risk.ts";

/**
 * Reviews a wanted change of quantity. What only reduces a position always passes; what adds is cut to the limits,
 * in whole lots, or refused where a limit leaves nothing: what closes the old position on the way through zero
 * still passes then. The verdict belongs to `risk` and is written anew by the next review.
 */
export function review(risk: Risk, request: RiskRequest): Verdict {
  const { quantity, wanted } = request;
  const { verdict, draft, rules } = risk;
  const after = quantity + wanted;
  const crosses = quantity * after < 0;
  verdict.rule = undefined;
  verdict.limit = 0;
  verdict.wanted = wanted;
  verdict.quantity = wanted;
  if (wanted === 0 || (!crosses && Math.abs(after) <= Math.abs(quantity))) return verdict;
  const side = after > 0 ? 1 : -1;
  draft.side = side;
  draft.closing = crosses ? -quantity : 0;
  draft.kept = crosses ? 0 : Math.abs(quantity);
  draft.added = Math.abs(after) - draft.kept;
  draft.rule = undefined;
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

/** Notes the time of an order that goes out. Only the last so many count, as many as a minute may see. */
export function countOrder({ state }: Risk, { ts }: RiskRequest): void {
  const { orderTimes } = state;
  if (orderTimes.length === 0) return;
  orderTimes[state.nextOrder] = ts;
  state.nextOrder = (state.nextOrder + 1) % orderTimes.length;
}
