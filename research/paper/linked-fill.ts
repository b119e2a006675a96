import type { FoldedFill, OrderRole } from "../../engine/run/paper/fold-types.ts";
import type { Fill } from "../../engine/run/result.ts";

export type FillRole = OrderRole;

/** A fill and what it follows from. */
export interface LinkedFill extends Fill {
  readonly role: FillRole;
  /** Kind of the order that was placed for it; `exit` where none was and a lot was left. */
  readonly kind: FoldedFill["kind"];
  /** Index of the bar whose decision opened, or asked for, what it fills; -1 where none did. */
  readonly decision: number;
  /** When the venue filled it, ms since 1970 UTC, where it may have been heard of a bar later; else it was in its own bar. */
  readonly filledMs?: number;
}
