import type { FeedStep, SessionFeed } from "../../ports.ts";

/** A clock to pace by. */
export interface Wall {
  readonly nowMs: () => number;
  /** Calls back after a while; returns a way not to. */
  readonly after: (ms: number, call: () => void) => () => void;
}

/** Longest wait at once, ms: timers of Node hold no more than 2^31 - 1, and a clock that was set is noticed. */
const waitMsMax = 60_000;

/**
 * A feed of the past, so many times as fast as it happened: its time runs with the wall clock from its first event on, or
 * from `fromMs`. At speed Infinity its time is always up.
 */
export function pacedFeed(
  steps: Iterable<FeedStep>,
  speed: number,
  wall: Wall,
  fromMs?: number,
): SessionFeed {
  const iterator = steps[Symbol.iterator]();
  let next = iterator.next();
  let [startMs, startWallMs] = [fromMs ?? Number.NaN, wall.nowMs()];
  let wakeUp: (() => void) | undefined;
  const nowMs = (): number => {
    if (speed === Number.POSITIVE_INFINITY) return speed;
    if (startMs !== startMs && !next.done) [startMs, startWallMs] = [next.value.event.ts, wall.nowMs()];
    return startMs + (wall.nowMs() - startWallMs) * speed;
  };
  return {
    peek: () => (next.done ? undefined : next.value),
    shift: () => {
      next = iterator.next();
    },
    ended: () => next.done === true,
    nowMs,
    wait: (untilMs) =>
      new Promise((resolve) => {
        const ms = Math.min(waitMsMax, Math.max(0, (untilMs - nowMs()) / speed));
        const settle = (): void => {
          cancel();
          wakeUp = undefined;
          resolve();
        };
        const cancel = wall.after(Math.ceil(ms), settle);
        wakeUp = settle;
      }),
    wake: () => wakeUp?.(),
  };
}
