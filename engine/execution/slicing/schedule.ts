import { refuse } from "../../core/errors.ts";
import { type ImpactModel, shortfallSlices } from "./almgren-chriss.ts";
import type { Algo } from "./next-child.ts";
import type { PegRule, Quote } from "./peg.ts";
import { checkParent, type Parent } from "./slices.ts";
import { twap } from "./twap.ts";
import { vwap } from "./vwap.ts";

/** How a parent is to be worked, as plain data. No part is smaller than `lotsMin` (1 by default) but the last. */
export type WorkRule =
  /** Equal parts at equal distances. */
  | { readonly kind: "twap"; readonly parts: number; readonly lotsMin?: number }
  /** Parts in proportion to the volume that each of equal stretches of time is expected to trade. */
  | { readonly kind: "vwap"; readonly profile: readonly number[]; readonly lotsMin?: number }
  /** Implementation shortfall after Almgren and Chriss. */
  | {
      readonly kind: "shortfall";
      readonly model: ImpactModel;
      readonly steps: number;
      readonly lotsMin?: number;
    }
  /** A share of all volume, own trades included, in (0, 1). */
  | { readonly kind: "pov"; readonly rate: number; readonly lotsMin?: number }
  /** One limit order of at most `displayLots` at a time. */
  | { readonly kind: "iceberg"; readonly displayLots: number; readonly limitTicks: number }
  /** One post-only order that follows the book. */
  | { readonly kind: "pegged"; readonly peg: Omit<PegRule, "side"> };

/** An open order that works a part of a parent. */
export interface Child {
  /** Which of the parent's children, from 1. */
  readonly number: number;
  readonly lots: number;
  filledLots: number;
  /** Its client order id, once it was sent. */
  id: string | null;
  /** Where it rests and since when; null for a market order. */
  resting: { limitTicks: number; movedMs: number } | null;
  /** Whether it was asked back. */
  leaving: boolean;
}

/**
 * A parent that is being worked, and all that was seen for it: plain data, which JSON gives back as it was, so that it can
 * be stored at any moment and worked on after a restart. Changed in place by `advance` alone.
 */
export interface ParentWork {
  readonly parent: Parent;
  readonly algo: Algo;
  filledLots: number;
  /** Those that are open, oldest first, and how many there were in all. */
  children: Child[];
  childCount: number;
  /** Lots that others have traded since the start. */
  volumeLots: number;
  quote: Quote | null;
  /** Children refused in a row, and the time before which none is placed after one. */
  refusals: number;
  retryMs: number;
  /** Nothing more is placed. */
  stopped: boolean;
}

/** A parent order with its work still to be done. Throws a UserError for a parent or a rule that cannot be worked. */
export const schedule = (parent: Parent, rule: WorkRule): ParentWork => {
  checkParent(parent);
  return {
    parent,
    algo: algoOf(parent, rule),
    filledLots: 0,
    children: [],
    childCount: 0,
    volumeLots: 0,
    quote: null,
    refusals: 0,
    retryMs: parent.startMs,
    stopped: false,
  };
};

function algoOf(parent: Parent, rule: WorkRule): Algo {
  switch (rule.kind) {
    case "twap":
      return { kind: "scheduled", slices: twap(parent, rule.parts), lotsMin: lotsMinOf(rule) };
    case "vwap":
      return { kind: "scheduled", slices: vwap(parent, rule.profile), lotsMin: lotsMinOf(rule) };
    case "shortfall": {
      const slices = shortfallSlices(parent, rule.model, rule.steps);
      return { kind: "scheduled", slices, lotsMin: lotsMinOf(rule) };
    }
    case "pov":
      if (!(rule.rate > 0 && rule.rate < 1)) refuse(`rate must be in (0, 1); was ${rule.rate}`);
      return { kind: "pov", rate: rule.rate, lotsMin: lotsMinOf(rule) };
    case "iceberg":
      checkCount("displayLots", rule.displayLots);
      checkCount("limitTicks", rule.limitTicks);
      return { kind: "iceberg", displayLots: rule.displayLots, limitTicks: rule.limitTicks };
    case "pegged":
      return { kind: "pegged", peg: checkPeg(rule.peg) };
  }
}

function lotsMinOf({ lotsMin = 1 }: { readonly lotsMin?: number }): number {
  checkCount("lotsMin", lotsMin);
  return lotsMin;
}

function checkPeg(peg: Omit<PegRule, "side">): Omit<PegRule, "side"> {
  if (!Number.isSafeInteger(peg.offsetTicks)) {
    refuse(`offsetTicks must be a whole number; was ${peg.offsetTicks}`);
  }
  if (peg.limitTicks !== undefined) checkCount("limitTicks", peg.limitTicks);
  for (const name of ["thresholdTicks", "intervalMs"] as const) {
    if (!(peg[name] >= 0 && Number.isFinite(peg[name]))) {
      refuse(`${name} must be a finite number of at least 0; was ${peg[name]}`);
    }
  }
  return peg;
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    refuse(`${name} must be a whole number above 0; was ${value}`);
  }
}
