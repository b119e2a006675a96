import { wholeLots } from "../trade/lots.ts";
import type { Draft, RiskRequest } from "./draft.ts";
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
  const { scenarios, worst, state } = risk;
  const { ring, size, count } = state.returns;
  const notional = draft.side * added * request.price;
  const most = tailCount(count, risk.limits.statistical.level);
  const from = request.symbol * size;
  let filled = 0;
  for (let k = 0; k < count; k++) {
    const loss = -(scenarios[k]! + notional * ring[from + k]!);
    if (filled < most) insert(worst, filled++, loss);
    else if (loss > worst[0]!) replaceLeast(worst, most, loss);
  }
  let sum = 0;
  for (let k = 0; k < most; k++) sum += worst[k]!;
  draft.valueAtRisk = worst[0]!;
  draft.expectedLoss = sum / most;
  draft.tailAdded = added;
}

/** Puts a loss into the `filled` losses before it, least first. */
function insert(worst: Float64Array, filled: number, loss: number): void {
  let at = filled;
  for (; at > 0 && worst[at - 1]! > loss; at--) worst[at] = worst[at - 1]!;
  worst[at] = loss;
}

/** Puts a loss into the place of the least of `most`. */
function replaceLeast(worst: Float64Array, most: number, loss: number): void {
  let at = 0;
  for (; at + 1 < most && worst[at + 1]! < loss; at++) worst[at] = worst[at + 1]!;
  worst[at] = loss;
}

/** Profit of everything but what is added under the returns of each bar of the window. */
function playScenarios(risk: Risk, { symbol, price }: RiskRequest, draft: Draft): void {
  const { scenarios, exposures, state } = risk;
  const { ring, size, count } = state.returns;
  const kept = draft.side * draft.kept * price;
  for (let k = 0; k < count; k++) scenarios[k] = kept * ring[symbol * size + k]!;
  for (let j = 0; j < exposures.length; j++) {
    const held = exposures[j]!;
    if (j === symbol || held === 0) continue;
    for (let k = 0; k < count; k++) scenarios[k]! += held * ring[j * size + k]!;
  }
  draft.scenarios = true;
}

/** Halvings of an order in search of what fits: the last is a part in 10^6 of it. */
const halvings = 20;

/**
 * The greatest part of what is added, in whole lots, whose tail was measured to be within a cap; 0 if none was
 * found. The value at risk need not rise steadily with quantity, so that only what was measured counts as within.
 */
export function tailRoom(
  risk: Risk,
  request: RiskRequest,
  draft: Draft,
  cap: number,
  of: "valueAtRisk" | "expectedLoss",
): number {
  let inside = 0;
  let outside = draft.added;
  for (let k = 0; k < halvings && outside > inside; k++) {
    const middle = wholeLots((inside + outside) / 2, request.lot);
    if (middle <= inside) {
      outside = (inside + outside) / 2;
      continue;
    }
    measureTail(risk, request, draft, middle);
    if (draft[of] <= cap) inside = middle;
    else outside = middle;
  }
  return inside;
}
