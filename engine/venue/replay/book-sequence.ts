import type { BinanceMessage } from "./binance-message.ts";

export type DepthMessage = Extract<BinanceMessage, { readonly kind: "depth" }>;
export type SnapshotMessage = Extract<BinanceMessage, { readonly kind: "snapshot" }>;

/** What a message means for the book. */
export type BookStep =
  | { readonly kind: "snapshot"; readonly message: SnapshotMessage }
  | { readonly kind: "change"; readonly message: DepthMessage }
  /** Changes are missing: the book is not known from here on until the next snapshot. */
  | { readonly kind: "gap" };

/** Where the sequence of a book's updates stands. */
export interface BookSequence {
  /** Last update that the book has; NaN while it is not known. */
  lastId: number;
  /** Whether the first change after a snapshot is still to come. */
  fresh: boolean;
  /** Changes that came while no book was known: the next snapshot may be older than they are. */
  readonly held: DepthMessage[];
}

/** Changes that are held at most; the oldest go first. */
export const heldMax = 10_000;

export const createSequence = (): BookSequence => ({ lastId: Number.NaN, fresh: false, held: [] });

/**
 * Puts depth messages in sequence as Binance documents it. After a snapshot with id s, changes that end before it are
 * passed over, and the first that is taken must reach over it: `U <= s + 1 <= u` on spot, `U <= s <= u` on futures, where
 * the previous id tells the next ones apart. Then each must follow the one before: `U` is the last `u` plus 1 on spot,
 * `pu` is the last `u` on futures. What does not follow is a gap.
 */
export function sequence(state: BookSequence, message: DepthMessage | SnapshotMessage): BookStep[] {
  if (message.kind === "snapshot") {
    state.lastId = message.lastId;
    state.fresh = true;
    const held = state.held.splice(0);
    return [{ kind: "snapshot", message }, ...held.flatMap((each) => sequence(state, each))];
  }
  if (state.lastId !== state.lastId) {
    hold(state, message);
    return [];
  }
  if (isOld(state, message)) return [];
  if (!follows(state, message)) {
    state.lastId = Number.NaN;
    hold(state, message);
    return [{ kind: "gap" }];
  }
  state.lastId = message.lastId;
  state.fresh = false;
  return [{ kind: "change", message }];
}

function hold({ held }: BookSequence, message: DepthMessage): void {
  held.push(message);
  if (held.length > heldMax) held.shift();
}

/** Whether the book has all of a change already. */
const isOld = ({ lastId, fresh }: BookSequence, message: DepthMessage): boolean =>
  message.previousId !== undefined && fresh ? message.lastId < lastId : message.lastId <= lastId;

function follows(
  { lastId, fresh }: BookSequence,
  { firstId, lastId: end, previousId }: DepthMessage,
): boolean {
  if (previousId === undefined)
    return fresh ? firstId <= lastId + 1 && lastId + 1 <= end : firstId === lastId + 1;
  return fresh ? firstId <= lastId && lastId <= end : previousId === lastId;
}
