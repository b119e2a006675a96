import type { Plan } from "../../engine/graph/strategy.ts";
import type { FoldedSession } from "../../engine/run/paper/fold-session.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { type Attribution, attributeAt } from "./attribute.ts";
import { createExplainer, type Explanation, same } from "./explain.ts";
import { holdingCosts } from "./holding-costs.ts";
import { type FillGroup, matchFills } from "./match-fills.ts";
import { runShadow, type Shadow } from "./shadow.ts";

/** How the decisions of a session and its shadow compare, by bar and symbol. */
export interface Agreement {
  /** Bars and symbols at which either decided. */
  readonly decisions: number;
  readonly agreed: number;
}

/** A session beside the backtest of the same bars. */
export interface Comparison {
  readonly shadow: Shadow;
  /** What both began with. */
  readonly cash: number;
  readonly groups: readonly FillGroup[];
  readonly agreement: Agreement;
  readonly explain: (group: FillGroup) => Explanation;
  /** The difference of equity at the close of a bar of the market, and what it is made of. */
  readonly at: (index: number) => Attribution;
}

/** What a session traded by. */
export interface Traded {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly barsPerYear: number;
}

/** Runs the shadow of a session and puts the two side by side. The session must have seen a bar. */
export function compareToShadow(folded: FoldedSession, traded: Traded): Comparison {
  return compareTo(shadowOf(folded, traded), folded, traded);
}

/** The shadow of a session, of the bars that it has seen. */
export function shadowOf(
  { market, outcome }: FoldedSession,
  { plan, settings, barsPerYear }: Traded,
): Shadow {
  return runShadow(plan, market, outcome.start, settings, barsPerYear);
}

/** Puts a session beside its shadow, which must be of the same bars. */
export function compareTo(
  shadow: Shadow,
  folded: FoldedSession,
  { settings }: Pick<Traded, "settings">,
): Comparison {
  const { market, outcome, rows } = folded;
  const { start } = outcome;
  const length = market.ts.length;
  // What has filled since the last close lies in a bar that the shadow has not seen.
  const seen = folded.fills.filter(({ index }) => index < length);
  const groups = matchFills(seen, shadow.fills);
  const explanations = new Map<FillGroup, Explanation>();
  const explainer = createExplainer(folded, shadow, groups);
  const explain = (group: FillGroup): Explanation => {
    const known = explanations.get(group) ?? explainer(group);
    explanations.set(group, known);
    return known;
  };
  const holding = new Float64Array(length);
  holding.set(rows.holding, start);
  const input = {
    market,
    settings,
    groups,
    causeOf: (group: FillGroup) => explain(group).cause,
    paper: { equity: outcome.equity, holding },
    shadow: {
      equity: shadow.outcome.equity,
      holding: holdingCosts(market, start, settings, shadow.fills),
    },
    markOf: (symbol: number, index: number) => rows.marks[symbol]![index - start]!,
  };
  return {
    shadow,
    cash: settings.cash,
    groups,
    agreement: agreementOf(folded, shadow, start, length - 1),
    explain,
    at: (index) => attributeAt(input, index),
  };
}

/** How the decisions at the closes of bars `first` to `last` of the market compare. */
export function agreementOf(
  { rows, outcome: { start } }: FoldedSession,
  { targets }: Shadow,
  first: number,
  last: number,
): Agreement {
  let [decisions, agreed] = [0, 0];
  for (const [s, column] of rows.targets.entries()) {
    for (let index = first; index <= last; index++) {
      const [own, other] = [column[index - start]!, targets[s]![index]!];
      if (own !== own && other !== other) continue;
      decisions++;
      if (same(own, other)) agreed++;
    }
  }
  return { decisions, agreed };
}
