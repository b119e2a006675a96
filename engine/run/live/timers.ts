import { type Desk, isAtRest, type Post } from "./desk.ts";

/** How often a session looks at what time alone changes, ms. */
export interface TimerGrid {
  /** While something is under way: an order that was not answered, a recall, work in parts. */
  readonly busyMs: number;
  /** While orders rest at the venue. */
  readonly restMs: number;
  /** While there is nothing open; Infinity where nobody has to notice that a feed has gone silent. */
  readonly idleMs: number;
}

/**
 * When the next timer is due after a moment. Timers lie on a grid of their own, so that they depend on the moment and the
 * orders alone: a session that was killed goes on with those that it would have had.
 */
export function nextTimerMs(desk: Desk, { busyMs, restMs, idleMs }: TimerGrid, nowMs: number): number {
  const step = isBusy(desk, nowMs) ? busyMs : desk.blotter.orders.open.size > 0 ? restMs : idleMs;
  return step === Number.POSITIVE_INFINITY ? step : (Math.floor(nowMs / step) + 1) * step;
}

/** Whether anything is under way that a timer takes further. */
function isBusy(desk: Desk, nowMs: number): boolean {
  return desk.list.some((post) => {
    const { slot, work, pausedUntilMs } = post;
    if (work !== undefined || slot.orders.some(({ status }) => status === "pending-new")) return true;
    if (pausedUntilMs > nowMs && slot.lots.length > 0) return true;
    return isMoving(desk, post);
  });
}

/** Whether an order of a symbol waits for an answer, or for its end. */
function isMoving(desk: Desk, { sent, exits, guards }: Post): boolean {
  for (const [id, { leaving }] of sent) if (leaving || !isAtRest(desk, id)) return true;
  for (const id of exits.keys()) if (!isAtRest(desk, id)) return true;
  for (const { alive, leaving } of guards.values()) {
    if (leaving) return true;
    for (const id of alive) if (!isAtRest(desk, id)) return true;
  }
  return false;
}
