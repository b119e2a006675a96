import { cut, type Draft, type RiskRequest, refuseAll, rounding } from "../draft.ts";
import { allMeasured, exposureForm, formAt, formRoom, isMeasured, type Moment } from "../exposure-form.ts";
import type { Risk } from "../risk.ts";
import { measureTail, type TailMeasure, tailRoom } from "../tail.ts";
import type { Rule } from "./rule.ts";

/** Exposure with positions that move together counted together, and those that offset each other set off. */
export const correlated: Rule = {
  name: "correlation",
  on: ({ statistical }) => statistical.correlatedMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    holdForm(risk, request, draft, "correlation", risk.limits.statistical.correlatedMax! * request.equity);
  },
};

/** Volatility of all positions together. What was not measured is not added to. */
export const volatility: Rule = {
  name: "volatility",
  on: ({ statistical }) => statistical.volatilityTarget !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    const perBar = risk.limits.statistical.volatilityTarget! / Math.sqrt(risk.barsPerYear);
    if (allMeasured(risk, request.symbol)) {
      holdForm(risk, request, draft, "covariance", perBar * request.equity);
    } else refuseAll(draft, "volatility", perBar * request.equity, Number.NaN);
  },
};

/** Holds the root of a quadratic form at or below a cap. */
function holdForm(risk: Risk, request: RiskRequest, draft: Draft, over: Moment, cap: number): void {
  const { price, feeRate, lot } = request;
  const { form } = risk;
  exposureForm(risk, request, draft, over);
  const wanted = formAt(form, (draft.kept + draft.added) * price);
  if (!(wanted > cap * cap * (1 + rounding))) return;
  const room = (formRoom(form, cap) - draft.kept * price) / (price * (1 + Math.max(0, feeRate)));
  cut(draft, over === "correlation" ? "correlation" : "volatility", room, lot, cap, Math.sqrt(wanted));
}

/**
 * A part of the exposure that would have made capital grow fastest over the window, mean / variance of the return
 * in the direction held (Thorp 2006, The Kelly criterion in blackjack, sports betting and the stock market).
 */
export const kelly: Rule = {
  name: "kelly",
  on: ({ statistical }) => statistical.kellyFraction !== null,
  apply: ({ limits, state }, request, draft) => {
    const { symbol, price, equity, lot } = request;
    const measured = isMeasured(state, symbol);
    const { means, covariances, symbols } = state.returns;
    const mean = draft.side * means[symbol]!;
    const best = mean > 0 ? mean / covariances[symbol * (symbols + 1)]! : 0;
    const cap = limits.statistical.kellyFraction! * best * equity;
    const wanted = (draft.kept + draft.added) * price;
    if (!measured || !(wanted <= cap * (1 + rounding))) {
      const room = measured && cap > 0 ? cap / price - draft.kept : 0;
      cut(draft, "kelly", room, lot, cap, wanted);
    }
  },
};

/** Expected loss beyond the level. Before the value at risk: it is convex, so that a later cut cannot break it. */
export const expectedLoss: Rule = {
  name: "cvar",
  on: ({ statistical }) => statistical.cvarMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    holdTail(risk, request, draft, risk.limits.statistical.cvarMax! * request.equity, "expectedLoss");
  },
};

/** Value at risk. */
export const valueAtRisk: Rule = {
  name: "var",
  on: ({ statistical }) => statistical.varMax !== null,
  readsExposures: true,
  apply: (risk, request, draft) => {
    holdTail(risk, request, draft, risk.limits.statistical.varMax! * request.equity, "valueAtRisk");
  },
};

function holdTail(risk: Risk, request: RiskRequest, draft: Draft, cap: number, of: TailMeasure): void {
  const rule = of === "valueAtRisk" ? "var" : "cvar";
  if (!allMeasured(risk, request.symbol)) {
    refuseAll(draft, rule, cap, Number.NaN);
    return;
  }
  measureTail(risk, request, draft, draft.added);
  const wanted = draft[of];
  if (!(wanted > cap * (1 + rounding))) return;
  // Found in whole lots already: rounding once more could only take one away.
  cut(draft, rule, tailRoom(risk, request, draft, cap, of), 0, cap, wanted);
}
