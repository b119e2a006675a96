/** The clock of this machine. */
export const clock = {
  nowMs: (): number => Date.now(),
  /** Calls back after a while; returns a way not to. */
  after: (ms: number, call: () => void): (() => void) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
