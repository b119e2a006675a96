/** A way to wait. */
export interface Pause {
  /** Calls back after a while; returns a way not to. */
  readonly after: (ms: number, call: () => void) => () => void;
}

/** Waits that double from failure to failure. */
export interface Backoff {
  readonly failures: () => number;
  readonly succeeded: () => void;
  /** Counts a failure, and settles when it is time to try again. */
  readonly failed: () => Promise<void>;
  /**
   * Tries until it succeeds, or has failed as often as is allowed, or in a way that does not pass: then with what it failed
   * last.
   */
  readonly until: <T>(attempt: () => Promise<T>, passes?: (error: unknown) => boolean) => Promise<T>;
}

const [firstMs, mostMs] = [500, 60_000];

/** A fresh count of failures. */
export function backoff(clock: Pause, attemptsMax = Number.POSITIVE_INFINITY): Backoff {
  let failures = 0;
  const failed = (): Promise<void> => {
    const ms = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10));
    failures++;
    return new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  };
  return {
    failures: () => failures,
    succeeded: () => {
      failures = 0;
    },
    failed,
    until: async (attempt, passes = () => true) => {
      for (;;) {
        try {
          const result = await attempt();
          failures = 0;
          return result;
        } catch (error) {
          if (failures + 1 >= attemptsMax || !passes(error)) throw error;
          await failed();
        }
      }
    },
  };
}
