import type { Draft, RiskRequest } from "./draft.ts";
import type { Risk } from "./risk.ts";
import type { RiskState } from "./risk-state.ts";

/** Returns that a window must hold before anything is said about them. */
export const returnsMin = 20;

/** Whether all returns of the window are the symbol's own, and enough of them. */
export function isMeasured({ returns, bars, firstBar }: RiskState, symbol: number): boolean {
  const { count, size } = returns;
  return count >= (size < returnsMin ? size : returnsMin) && bars - firstBar[symbol]! >= count;
}

/** Whether the returns of a symbol and of everything else that is held are known. */
export function allMeasured({ state, exposures }: Risk, symbol: number): boolean {
  for (let j = 0; j < exposures.length; j++) {
    if ((j === symbol || exposures[j] !== 0) && !isMeasured(state, j)) return false;
  }
  return true;
}

export type Moment = "correlation" | "covariance";

/**
 * Writes the terms of the quadratic form of all notionals as a function of what is held in one symbol, m (without
 * sign, on the side of the draft): f(m) = form[0] + 2 form[1] m + form[2] m². Its square root is the correlated
 * exposure, or, over covariances, the standard deviation of the account's profit over one bar. A correlation that is
 * not known is taken to make the sum greatest. Terms that a rule before has written for the same review stay.
 */
export function exposureForm(risk: Risk, { symbol }: RiskRequest, draft: Draft, over: Moment): void {
  if (draft.formed === over) return;
  draft.formed = over;
  const { side } = draft;
  const { exposures, form, state } = risk;
  const { correlations, covariances } = state.returns;
  const moments = over === "correlation" ? correlations : covariances;
  const width = exposures.length;
  let constant = 0;
  let linear = 0;
  for (let j = 0; j < width; j++) {
    const held = exposures[j]!;
    if (j === symbol || held === 0) continue;
    const measured = isMeasured(state, j);
    const beside = measured && isMeasured(state, symbol) ? moments[symbol * width + j]! : Number.NaN;
    linear += beside === beside ? side * held * beside : Math.abs(held);
    constant += held * held * (over === "correlation" ? 1 : moments[j * width + j]!);
    for (let k = 0; k < j; k++) {
      const other = exposures[k]!;
      if (k === symbol || other === 0) continue;
      const product = 2 * held * other;
      const moment = measured && isMeasured(state, k) ? moments[j * width + k]! : Number.NaN;
      constant += moment === moment ? product * moment : Math.abs(product);
    }
  }
  form[0] = constant;
  form[1] = linear;
  form[2] = over === "correlation" ? 1 : moments[symbol * width + symbol]!;
}

/** The form at m. */
export const formAt = (form: Float64Array, m: number): number =>
  form[0]! + 2 * form[1]! * m + form[2]! * m * m;

/**
 * The greatest m up to which the form stays at or below cap², or, where it is above it everywhere, its lowest
 * point: to go there takes risk away. Without curvature there is no such point to be told: 0.
 */
export function formRoom(form: Float64Array, cap: number): number {
  const constant = form[0]!;
  const linear = form[1]!;
  const square = form[2]!;
  if (!(square > 0)) return 0;
  const discriminant = linear * linear - square * (constant - cap * cap);
  return (-linear + Math.sqrt(Math.max(0, discriminant))) / square;
}
