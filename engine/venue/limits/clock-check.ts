import { type Refusal, refusal } from "./refusal.ts";

/** Time for which a signed request is good, ms, unless it says otherwise; and how far its clock may run ahead. */
export const receiveWindowMs = 5_000;
export const receiveWindowMaxMs = 60_000;
export const aheadMaxMs = 1_000;

/**
 * Whether a request's own time is one at which it may be carried out: not older than its receive window, so that an old
 * request cannot be played again, and not from the future.
 */
export function checkClock(timestampMs: number, windowMs: number, nowMs: number): Refusal | undefined {
  if (!(windowMs > 0 && windowMs <= receiveWindowMaxMs)) {
    return refusal("timestamp", `recvWindow must be in (0, ${receiveWindowMaxMs}]; was ${windowMs}`);
  }
  if (timestampMs >= nowMs + aheadMaxMs) {
    return refusal("timestamp", "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (nowMs - timestampMs > windowMs) {
    return refusal("timestamp", "Timestamp for this request is outside of the recvWindow.");
  }
  return timestampMs === timestampMs ? undefined : refusal("timestamp", "a request needs a timestamp");
}
