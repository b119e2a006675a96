import { wholeLots } from "../trade/lots.ts";
import { type Draft, type RiskRequest, rounding } from "./draft.ts";
import type { Risk } from "./risk.ts";

/** Number of the worst of n scenarios that lie beyond a level: n (1 - level), rounded up, at least one. */
export const tailCount = (n: number, level: number): number =>
  // The product of decimals may come out a little above the whole number that it is.
  Math.max(1, Math.ceil(n * (1 - level) - 1e-9));

/**
 * Value at risk and expected loss by historical simulation: today's notionals under the returns of each bar of the
 * window. With k = n (1 - level) scenarios in the tail, the value at risk is the k-th greatest loss and the expected
 * loss the mean of the k greatest (Hull, Risk Management and Financial Institutions, ch. 13). Writes both, in money,
 * into the draft, for `added` on top of what is kept.
 */
export function measureTail(risk: Risk, request: RiskRequest, draft: Draft, added: number): void {
  if (draft.tailAdded === added) return;
  if (!draft.scenarios) playScenarios(risk, request, draft);
  const { scenarios, worst, worstAt, state } = risk;
  const { ring, count, symbols } = state.returns;
  const notional = draft.side * added * request.price;
  const most = tailCount(count, risk.limits.statistical.level);
  for (let k = 0; k < count; k++) {
    const loss = -(scenarios[k]! + notional * ring[k * symbols + request.symbol]!);
    // The k greatest so far, the least of them first: most losses are below it.
    if (k >= most && !(loss > worst[0]!)) continue;
    let at = k < most ? k : 0;
    if (k < most) for (; at > 0 && worst[at - 1]! > loss; at--) move(risk, at - 1, at);
    else for (; at + 1 < most && worst[at + 1]! < loss; at++) move(risk, at + 1, at);
    worst[at] = loss;
    worstAt[at] = k;
  }
  let sum = 0;
  for (let k = 0; k < most; k++) sum += worst[k]!;
  draft.valueAtRisk = worst[0]!;
  draft.expectedLoss = sum / most;
  draft.tailAdded = added;
}

function move({ worst, worstAt }: Risk, from: number, to: number): void {
  worst[to] = worst[from]!;
  worstAt[to] = worstAt[from]!;
}

/** Profit of everything but what is added under the returns of each bar of the window. */
function playScenarios(risk: Risk, { symbol, price }: RiskRequest, draft: Draft): void {
  const { scenarios, exposures, state } = risk;
  const { ring, count, symbols } = state.returns;
  const present = exposures[symbol]!;
  // In the place of what was held at its mark: what stays of it, at the price of the order.
  exposures[symbol] = draft.side * draft.kept * price;
  for (let k = 0, at = 0; k < count; k++) {
    let profit = 0;
    for (let j = 0; j < symbols; j++) profit += exposures[j]! * ring[at++]!;
    scenarios[k] = profit;
  }
  exposures[symbol] = present;
  draft.scenarios = true;
}

export type TailMeasure = "valueAtRisk" | "expectedLoss";

/** By how much a measure of the tail that was just taken grows with each unit that is added. */
function tailSlope(risk: Risk, { symbol, price }: RiskRequest, { side }: Draft, of: TailMeasure): number {
  const { worstAt, state, limits } = risk;
  const { ring, count, symbols } = state.returns;
  const most = of === "valueAtRisk" ? 1 : tailCount(count, limits.statistical.level);
  let sum = 0;
  for (let k = 0; k < most; k++) sum -= ring[worstAt[k]! * symbols + symbol]!;
  return (side * price * sum) / most;
}

/** Steps of the search: each of Newton's ends on a piece of the measure, and there are few pieces on the way. */
const stepsMax = 20;

/**
 * A part of what is added, in whole lots, whose tail was measured to be within a cap; 0 if none was found. Both
 * measures are piecewise linear in quantity, so that Newton's steps from above end on the boundary itself; halving
 * takes over where a step leads nowhere. The expected loss is convex and the part found the greatest; the value at
 * risk need not even rise steadily, so that only what was measured counts as within.
 */
export function tailRoom(
  risk: Risk,
  request: RiskRequest,
  draft: Draft,
  cap: number,
  of: TailMeasure,
): number {
  let outside = draft.added;
  for (let k = 0; k < stepsMax; k++) {
    measureTail(risk, request, draft, outside);
    const step = (draft[of] - cap) / tailSlope(risk, request, draft, of);
    const next = outside - step;
    const candidate = wholeLots(next > 0 && next < outside ? next : outside / 2, request.lot);
    if (candidate === 0) return 0;
    measureTail(risk, request, draft, candidate);
    if (draft[of] <= cap * (1 + rounding)) return candidate;
    outside = candidate;
  }
  return 0;
}
