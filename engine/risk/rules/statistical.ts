import { capMoney, cut, type Draft, type RiskRequest, refuseAll, rounding } from "../draft.ts";
import { allMeasured, exposureForm, formAt, formRoom, isMeasured, type Moment } from "../exposure-form.ts";
import type { Risk } from "../risk.ts";
import { isTailNear, measureTail, type TailMeasure, tailRoom } from "../tail.ts";
import type { Rule } from "./rule.ts";

/**
 * A part of the exposure that would have made capital grow fastest over the window, mean / variance of the return
 * in the direction held (Thorp 2006, The Kelly criterion in blackjack, sports betting and the stock market).
 */
export const kelly: Rule = {
  name: "kelly",
  on: ({ statistical }) => statistical.kellyFraction !== null,
  apply: ({ limits, state }, request, draft) => {
    const { symbol, unit, equity } = request;
    const { means, covariances, symbols } = state.returns;
    const mean = draft.side * means[symbol]!;
    const best = mean > 0 ? mean / covariances[symbol * (symbols + 1)]! : 0;
    // What was not measured has none.
    draft.cap = isMeasured(state, symbol) ? limits.statistical.kellyFraction! * best * equity : 0;
    draft.base = draft.kept * unit;
    capMoney(draft, request, "kelly");
  },
};

/** Exposure with positions that move together counted together, and those that offset each other set off. */
export const correlated: Rule = {
  name: "correlation",
  on: ({ statistical }) => statistical.correlatedMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    draft.cap = risk.limits.statistical.correlatedMax! * request.equity;
    holdForm(risk, request, draft, "correlation");
  },
};

/** Volatility of all positions together. What was not measured is not added to. */
export const volatility: Rule = {
  name: "volatility",
  on: ({ statistical }) => statistical.volatilityTarget !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    const perBar = risk.limits.statistical.volatilityTarget! / Math.sqrt(risk.barsPerYear);
    draft.cap = perBar * request.equity;
    if (allMeasured(risk, request.symbol)) holdForm(risk, request, draft, "covariance");
    else refuseUnmeasured(draft, "volatility");
  },
};

function refuseUnmeasured(draft: Draft, rule: string): void {
  draft.limit = draft.cap;
  draft.wanted = Number.NaN;
  refuseAll(draft, rule);
}

/** Holds the root of a quadratic form at or below `draft.cap`. */
function holdForm(risk: Risk, request: RiskRequest, draft: Draft, over: Moment): void {
  const { unit, feeRate } = request;
  const { form } = risk;
  const { cap, kept } = draft;
  exposureForm(risk, request, draft, over);
  const wanted = formAt(form, (kept + draft.added) * unit);
  if (!(wanted > cap * cap * (1 + rounding))) return;
  draft.limit = cap;
  draft.wanted = Math.sqrt(wanted);
  draft.room = (formRoom(form, cap) - kept * unit) / (unit * (1 + Math.max(0, feeRate)));
  cut(draft, request, over === "correlation" ? "correlation" : "volatility");
}

/** Expected loss beyond the level. Before the value at risk: it is convex, so that a later cut cannot break it. */
export const expectedLoss: Rule = {
  name: "cvar",
  on: ({ statistical }) => statistical.cvarMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    draft.cap = risk.limits.statistical.cvarMax! * request.equity;
    holdTail(risk, request, draft, "expectedLoss");
  },
};

/** Value at risk. */
export const valueAtRisk: Rule = {
  name: "var",
  on: ({ statistical }) => statistical.varMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    draft.cap = risk.limits.statistical.varMax! * request.equity;
    holdTail(risk, request, draft, "valueAtRisk");
  },
};

function holdTail(risk: Risk, request: RiskRequest, draft: Draft, of: TailMeasure): void {
  const rule = of === "valueAtRisk" ? "var" : "cvar";
  if (!allMeasured(risk, request.symbol)) {
    refuseUnmeasured(draft, rule);
    return;
  }
  if (!isTailNear(risk, request, draft)) return;
  draft.tried = draft.added;
  measureTail(risk, request, draft);
  const wanted = of === "valueAtRisk" ? draft.valueAtRisk : draft.expectedLoss;
  if (!(wanted > draft.cap * (1 + rounding))) return;
  draft.limit = draft.cap;
  draft.wanted = wanted;
  tailRoom(risk, request, draft, of);
  cut(draft, request, rule);
}
