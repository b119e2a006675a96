import type { Changes } from "../compile/changes.ts";
import { type DecisionShape, type DecisionValues, isChange } from "./decide.ts";
import type { Session } from "./session.ts";

/** Reads a series at the close of a bar. */
export type ReadAt = (t: number) => number;

/** What decides for one symbol: the bars on which its target changes, and where the rest is read there. */
export interface DecisionTrack {
  readonly shape: DecisionShape;
  readonly changes: Changes;
  readonly parts: { readonly [K in Exclude<keyof DecisionValues, "target">]?: ReadAt | undefined };
}

/** Follows the tracks of all symbols through the bars of a run, forwards only. */
export interface TrackReader {
  readonly shapes: readonly DecisionShape[];
  /** The next bar from `t` on whose target would be acted upon, as things stand; the length of the run if none. */
  readonly next: (t: number) => number;
  /** Makes bar t the one that `read` tells of. */
  readonly seek: (t: number) => void;
  /**
   * Writes the decision of a symbol into the record given. A target stands until it changes: on a bar that does not know
   * one, what was last known has been acted upon, or will not be.
   */
  readonly read: (slot: number, out: DecisionValues) => void;
}

/** A reader at the beginning of its tracks. */
export function createTrackReader(
  tracks: readonly DecisionTrack[],
  session: Session,
  length: number,
): TrackReader {
  // By symbol: changes up to the present bar, and the first change ahead that would be acted upon.
  const passed = new Int32Array(tracks.length);
  const ahead = new Int32Array(tracks.length);
  let now = -1;
  const nextOf = (s: number, t: number): number => {
    const { count, at, value } = tracks[s]!.changes;
    const slot = session.slots[s]!;
    let k = ahead[s]!;
    while (k < count && at[k]! < t) k++;
    while (k < count && !isChange(session, slot, value[k]!)) k++;
    ahead[s] = k;
    return k < count ? at[k]! : length;
  };
  return {
    shapes: tracks.map(({ shape }) => shape),
    next: (t) => {
      let least = length;
      for (let s = 0; s < tracks.length; s++) {
        const bar = nextOf(s, t);
        if (bar < least) least = bar;
      }
      return least;
    },
    seek: (t) => {
      now = t;
    },
    read: (s, out) => {
      const { changes, parts } = tracks[s]!;
      const { count, at, value } = changes;
      let k = passed[s]!;
      while (k < count && at[k]! <= now) k++;
      passed[s] = k;
      out.target = k === 0 ? Number.NaN : value[k - 1]!;
      // Of a target that stands nothing else is asked.
      if (out.target === session.slots[s]!.acted) return;
      readParts(parts, now, out);
    },
  };
}

/** Writes what a decision at the close of bar t gives beside its target; NaN is not given. */
export function readParts(parts: DecisionTrack["parts"], t: number, out: DecisionValues): void {
  out.limit = parts.limit ? parts.limit(t) : Number.NaN;
  out.trigger = parts.trigger ? parts.trigger(t) : Number.NaN;
  out.stop = parts.stop ? parts.stop(t) : Number.NaN;
  out.takeProfit = parts.takeProfit ? parts.takeProfit(t) : Number.NaN;
  out.trail = parts.trail ? parts.trail(t) : Number.NaN;
}
