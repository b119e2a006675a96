import { type Draft, type RiskRequest, rounding, roundRoom } from "./draft.ts";
import { exposureForm, formAt } from "./exposure-form.ts";
import type { Risk } from "./risk.ts";
import { showReturns } from "./tape.ts";

/** Number of the worst of n scenarios that lie beyond a level: n (1 - level), rounded up, at least one. */
export const tailCount = (n: number, level: number): number =>
  // The product of decimals may come out a little above the whole number that it is.
  Math.max(1, Math.ceil(n * (1 - level) - 1e-9));

/**
 * Whether the tail can be beyond `draft.cap` at all. Of n numbers with mean m and standard deviation s the k greatest
 * average at most m + s sqrt((n - k) / k), whatever their distribution; mean and deviation follow from the moments of
 * the window, without playing its scenarios.
 */
export function isTailNear(risk: Risk, request: RiskRequest, draft: Draft): boolean {
  const { exposures, form, limits, state } = risk;
  const { means, count } = state.returns;
  const { symbol, unit } = request;
  const most = tailCount(count, limits.statistical.level);
  const notional = (draft.kept + draft.added) * unit;
  exposureForm(risk, request, draft, "covariance");
  const variance = (formAt(form, notional) * (count - 1)) / count;
  let mean = draft.side * notional * means[symbol]!;
  for (let j = 0; j < exposures.length; j++) if (j !== symbol) mean += exposures[j]! * means[j]!;
  const worst = Math.sqrt(Math.max(0, variance) * (count / most - 1)) - mean;
  // A part in 10^6 is far more than the rounding of the sums, and costs nothing.
  return !(worst <= draft.cap * (1 - 1e-6));
}

/**
 * Value at risk and expected loss by historical simulation: today's notionals under the returns of each bar of the
 * window. With k = n (1 - level) scenarios in the tail, the value at risk is the k-th greatest loss and the expected
 * loss the mean of the k greatest (Hull, Risk Management and Financial Institutions, ch. 13). Writes both, in money,
 * into the draft, for the quantity `draft.tried` on top of what is kept.
 */
export function measureTail(risk: Risk, request: RiskRequest, draft: Draft): void {
  if (draft.measured === draft.tried) return;
  showReturns(risk);
  if (!draft.scenarios) playScenarios(risk, request, draft);
  const { scenarios, worst, worstAt, state } = risk;
  const { ring, count, symbols } = state.returns;
  const notional = draft.side * draft.tried * request.unit;
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
  draft.measured = draft.tried;
}

function move({ worst, worstAt }: Risk, from: number, to: number): void {
  worst[to] = worst[from]!;
  worstAt[to] = worstAt[from]!;
}

/** Profit of everything but what is added under the returns of each bar of the window. */
function playScenarios(risk: Risk, { symbol, unit }: RiskRequest, draft: Draft): void {
  const { scenarios, exposures, state } = risk;
  const { ring, count, symbols } = state.returns;
  const present = exposures[symbol]!;
  // In the place of what was held at its mark: what stays of it, at the price of the order.
  exposures[symbol] = draft.side * draft.kept * unit;
  for (let k = 0, at = 0; k < count; k++) {
    let profit = 0;
    for (let j = 0; j < symbols; j++) profit += exposures[j]! * ring[at++]!;
    scenarios[k] = profit;
  }
  exposures[symbol] = present;
  draft.scenarios = true;
}

export type TailMeasure = "valueAtRisk" | "expectedLoss";

/** Moves `draft.tried` by Newton's step, on the slope of the tail just measured, or halves it where that leads nowhere. */
function stepDown(risk: Risk, request: RiskRequest, draft: Draft, of: TailMeasure): void {
  const { symbol, unit } = request;
  const { worstAt, state, limits } = risk;
  const { ring, count, symbols } = state.returns;
  const most = of === "valueAtRisk" ? 1 : tailCount(count, limits.statistical.level);
  let slope = 0;
  for (let k = 0; k < most; k++) slope -= draft.side * unit * ring[worstAt[k]! * symbols + symbol]!;
  const { tried } = draft;
  const excess = (of === "valueAtRisk" ? draft.valueAtRisk : draft.expectedLoss) - draft.cap;
  const next = tried - (excess * most) / slope;
  draft.room = next > 0 && next < tried ? next : tried / 2;
  roundRoom(draft, request);
  draft.tried = draft.room;
}

/** Steps of the search: each of Newton's ends on a piece of the measure, and there are few pieces on the way. */
const stepsMax = 20;

/**
 * Writes into `draft.room` a part of what is added, in whole lots, whose tail was measured to be within `draft.cap`;
 * 0 if none was found. Both measures are piecewise linear in quantity, so that Newton's steps from above end on the
 * boundary itself. The expected loss is convex and the part found the greatest; the value at risk need not even rise
 * steadily, so that only what was measured counts as within.
 */
export function tailRoom(risk: Risk, request: RiskRequest, draft: Draft, of: TailMeasure): void {
  draft.tried = draft.added;
  for (let k = 0; k < stepsMax && draft.tried > 0; k++) {
    measureTail(risk, request, draft);
    const loss = of === "valueAtRisk" ? draft.valueAtRisk : draft.expectedLoss;
    if (loss <= draft.cap * (1 + rounding)) {
      draft.room = draft.tried;
      return;
    }
    stepDown(risk, request, draft, of);
  }
  draft.room = 0;
}
