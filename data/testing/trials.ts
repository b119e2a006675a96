import type { Trial, TrialSubject } from "../ledger/trial.ts";

/** What the trials of tests share. */
export const subjectOfTests: TrialSubject = {
  kind: "sweep",
  strategy: "cross",
  sourceHash: "a1",
  data: [{ name: "test:X:1d", sha256: "d1" }],
  fromMs: 0,
  toMs: 1_000,
  settingsHash: "s1",
  group: "g1",
  seed: 7,
};

/** A finished trial of these parameters; its Sharpe ratio per bar is 0.1 unless told. */
export function trialOf(
  params: Readonly<Record<string, unknown>>,
  more: Partial<Trial> & { readonly subject?: TrialSubject } = {},
  sharpePerBar = 0.1,
): Trial {
  return {
    subject: subjectOfTests,
    status: "done",
    timeMs: 1_700_000_000_000,
    params,
    result: {
      sharpe: sharpePerBar * Math.sqrt(365),
      sharpePerBar,
      bars: 500,
      skew: -0.1,
      kurtosis: 4,
      totalReturn: 0.2,
      maxDrawdown: -0.1,
      trades: 12,
    },
    ...more,
  };
}
