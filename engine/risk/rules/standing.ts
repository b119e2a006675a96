import { type Draft, refuseAll } from "../draft.ts";
import type { Rule } from "./rule.ts";

const always = () => true;

function refuse(draft: Draft, rule: string, wanted: number): void {
  draft.limit = 0;
  draft.wanted = wanted;
  refuseAll(draft, rule);
}

/** Nothing is added after a halt. */
export const halted: Rule = {
  name: "halted",
  on: always,
  apply: ({ state }, request, draft) => {
    if (state.standing.mode === "halted") refuse(draft, "halted", request.wanted);
  },
};

/** Nothing is added after a bad day or a strategy's own stop. */
export const reducing: Rule = {
  name: "reducing",
  // Whatever the limits: a state that was restored may have come from others.
  on: always,
  apply: ({ state }, request, draft) => {
    if (state.standing.mode === "reducing") refuse(draft, "reducing", request.wanted);
  },
};

/** Nothing is added to an account that is worth nothing. */
export const noEquity: Rule = {
  name: "no-equity",
  on: always,
  apply: (_, { equity }, draft) => {
    if (!(equity > 0)) refuse(draft, "no-equity", equity);
  },
};

/** No position below zero where shorts are not allowed. */
export const noShort: Rule = {
  name: "short",
  on: ({ account }) => !account.short,
  apply: (_, __, draft) => {
    if (draft.side < 0) refuse(draft, "short", -(draft.kept + draft.added));
  },
};
