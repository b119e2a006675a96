import { UserError } from "../../engine/core/errors.ts";

/** How failed requests are repeated. */
export interface RetryOptions {
  /** Attempts of one request in all. */
  readonly attemptsMax: number;
  /** Pause after the first failure; doubled after each further one. */
  readonly pauseMs: number;
  readonly pauseMsMax: number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told before each pause. */
  readonly onRetry?: ((message: string) => void) | undefined;
  /** Seconds that the exchange asked to wait, where its last answer said so. */
  readonly retryAfterSeconds: () => number | undefined;
}

/** Failures that pass: lost connections, time-outs, 429 and 5xx; ccxt derives them all from NetworkError. */
async function isPassing(error: unknown): Promise<boolean> {
  const { NetworkError } = await import("ccxt");
  return error instanceof NetworkError;
}

/**
 * Runs a request, and again after a growing pause if it fails for a reason that passes. What fails for good, and what
 * failed too often, is a UserError with the exchange's words.
 */
export async function withRetries<T>(
  what: string,
  request: () => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (error instanceof UserError) throw error;
      const words = (error as Error).message.split("\n")[0]!.slice(0, 300);
      if (!(await isPassing(error))) throw new UserError(`${what} was refused: ${words}`);
      if (attempt >= options.attemptsMax)
        throw new UserError(`${what} failed ${attempt} times: ${words}; run it again to go on`);
      const asked = (options.retryAfterSeconds() ?? 0) * 1000;
      const pause = Math.max(asked, Math.min(options.pauseMsMax, options.pauseMs * 2 ** (attempt - 1)));
      options.onRetry?.(
        `${what} failed (${words}); attempt ${attempt + 1} of ${options.attemptsMax} in ${pause / 1000} s`,
      );
      await options.sleep(pause);
    }
  }
}
