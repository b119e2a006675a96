import type { DecisionShape } from "../decide.ts";
import type { DecisionStream } from "../event.ts";
import type { Session } from "../session.ts";
import type { Desk } from "./desk.ts";

/** All that a trader is made of, changed in place by the functions of this folder alone. */
export interface Works {
  readonly desk: Desk;
  readonly stream: DecisionStream;
  readonly shapes: readonly DecisionShape[];
  readonly closed: ((session: Session, openMs: number, read: DecisionStream["read"]) => void) | undefined;
  /** Whether bars are made of trades, or come whole from the feed and from nowhere else. */
  readonly makesBars: boolean;
  /** End of the bar in the making, ms since 1970 UTC; NaN before the first event. */
  endMs: number;
  nowMs: number;
  /** Time of the last price, for the breaker that watches for stale data. */
  heardMs: number;
  /** How long the feed may say nothing without being stale, ms. */
  readonly quietMs: number;
  /** Time between two questions about all that rests, and of the last; NaN before the first. */
  readonly reviewMs: number;
  reviewedMs: number;
}
