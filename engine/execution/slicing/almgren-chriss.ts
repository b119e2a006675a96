import { refuse } from "../../core/errors.ts";
import { type Parent, type Slice, spread } from "./slices.ts";

/** The market as Almgren and Chriss model it; all per unit of one quantity, one currency and one time. */
export interface ImpactModel {
  /** Standard deviation of the price over one unit of time, in money. */
  readonly sigma: number;
  /** Temporary impact: money that the price gives way per unit of quantity traded in a unit of time. */
  readonly eta: number;
  /** Permanent impact: money that the price stays moved per unit of quantity. */
  readonly gamma: number;
  /** Aversion to risk: money of expected cost accepted per unit of variance; 0 is indifferent. */
  readonly lambda: number;
}

/** Temporary impact less the part of the permanent one that discrete trading does not pay. */
const etaTilde = ({ eta, gamma }: ImpactModel, step: number): number => eta - (gamma * step) / 2;

/**
 * Optimal holdings x_0 ... x_N of one who sells (or buys) a quantity over a time in N equal steps, minimising expected
 * cost + lambda variance: x_j = X sinh(kappa (T - t_j)) / sinh(kappa T), with step tau = T / N,
 * cosh(kappa tau) = 1 + kappaTilde^2 tau^2 / 2 and kappaTilde^2 = lambda sigma^2 / (eta - gamma tau / 2)
 * (Almgren and Chriss 2000, "Optimal execution of portfolio transactions", eqs. 17 to 19). Without aversion to risk it
 * is a straight line. Throws a UserError for a model that has no optimum.
 *
 * @example
 * optimalHoldings({ sigma: 1, eta: 1, gamma: 0, lambda: 0 }, 100, 1, 4) // => [100, 75, 50, 25, 0]
 */
export function optimalHoldings(model: ImpactModel, quantity: number, time: number, steps: number): number[] {
  if (!Number.isSafeInteger(steps) || steps < 1) refuse(`steps must be a whole number above 0; was ${steps}`);
  for (const name of ["sigma", "eta", "gamma", "lambda"] as const) {
    if (!(model[name] >= 0 && Number.isFinite(model[name]))) {
      refuse(`${name} must be a finite number of at least 0; was ${model[name]}`);
    }
  }
  const step = time / steps;
  const impact = etaTilde(model, step);
  if (!(impact > 0))
    refuse(`eta must be above gamma times half a step, ${model.eta - impact}; was ${model.eta}`);
  const half = (model.lambda * model.sigma ** 2 * step ** 2) / impact / 2;
  // acosh(1 + h), kept exact where h is small.
  const kappaStep = Math.log1p(half + Math.sqrt(half * (half + 2)));
  return Array.from({ length: steps + 1 }, (_, j) => quantity * sinhRatio(kappaStep, steps - j, steps));
}

/** sinh(k a) / sinh(k b) for 0 <= a <= b, without overflow; a / b where k is 0. */
function sinhRatio(k: number, a: number, b: number): number {
  if (k === 0) return a / b;
  return (Math.exp(k * (a - b)) * Math.expm1(-2 * k * a)) / Math.expm1(-2 * k * b);
}

/**
 * Expected cost and variance of holdings x_0 ... x_N over a time: the sum of gamma X^2 / 2 and
 * (eta - gamma tau / 2) / tau times the squared trades, and sigma^2 tau times the squared holdings (eqs. 4, 5 and 8 there,
 * without the fixed cost of a half spread).
 */
export function trajectoryCost(
  model: ImpactModel,
  holdings: readonly number[],
  time: number,
): { readonly expected: number; readonly variance: number } {
  const step = time / (holdings.length - 1);
  let trades = 0;
  let held = 0;
  for (let j = 1; j < holdings.length; j++) {
    trades += (holdings[j - 1]! - holdings[j]!) ** 2;
    held += holdings[j]! ** 2;
  }
  return {
    expected: (model.gamma * holdings[0]! ** 2) / 2 + (etaTilde(model, step) / step) * trades,
    variance: model.sigma ** 2 * step * held,
  };
}

/**
 * Implementation-shortfall schedule: the optimal trades of {@link optimalHoldings} in whole lots, one a step. The
 * model's unit of quantity is the lot, its unit of time the millisecond.
 */
export function shortfallSlices(parent: Parent, model: ImpactModel, steps: number): Slice[] {
  const holdings = optimalHoldings(model, parent.lots, parent.endMs - parent.startMs, steps);
  return spread(
    parent,
    holdings.slice(1).map((held, j) => Math.max(0, holdings[j]! - held)),
  );
}
