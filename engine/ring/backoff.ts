/** What to do while a ring is full or empty. */
export interface Backoff {
  /** Waits a little, longer each time in a row; the count of waits since the last reset. */
  readonly pause: () => number;
  /** There was work again. */
  readonly reset: () => void;
}

const spins = 200;
const sleepMsMin = 0.02;
const sleepMsMax = 1;

/**
 * Spins first, which answers in well under a microsecond, then sleeps for 20 µs to 1 ms at a time, so that more threads
 * than cores do not starve each other. Nobody has to wake the sleeper: the other end pays nothing.
 */
export function createBackoff(): Backoff {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let pauses = 0;
  return {
    pause: () => {
      pauses++;
      if (pauses > spins) Atomics.wait(never, 0, 0, Math.min(sleepMsMax, sleepMsMin * (pauses - spins)));
      return pauses;
    },
    reset: () => {
      pauses = 0;
    },
  };
}
