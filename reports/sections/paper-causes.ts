import type { Cause } from "../../research/paper/causes.ts";

/** Causes of a difference as reports name them, in their order. */
export const causeNames: Readonly<Record<Cause, { readonly label: string; readonly meaning: string }>> = {
  signal: { label: "Signal", meaning: "the decisions of a bar differ" },
  timing: {
    label: "Timing",
    meaning:
      "the same decision filled in another bar: the move between the opens of the two; until it is filled here, what waiting costs",
  },
  price: {
    label: "Price",
    meaning:
      "what both filled, at other prices than timing explains, and what other prices made larger or smaller",
  },
  fee: { label: "Fees", meaning: "what both filled, at other fees" },
  missed: { label: "Missed fills", meaning: "the shadow filled, the session did not, or in part" },
  extra: { label: "Extra fills", meaning: "the session filled, the shadow did not" },
  quantity: { label: "Quantity", meaning: "the same decision, sized by what was different before" },
  holding: { label: "Holding", meaning: "funding and borrow on what was held" },
  mark: { label: "Marks", meaning: "other last prices of what had no bar" },
};

export const causeEntries = Object.entries(causeNames) as readonly (readonly [
  Cause,
  (typeof causeNames)[Cause],
])[];
