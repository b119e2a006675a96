import { createHash } from "node:crypto";
import type { RunIdentity } from "../../../engine/run/result.ts";
import type { TrainingResult } from "./model.ts";

/**
 * Who a trained run is: the backtest of its models, and what training found. A backtest of the same models alone is
 * another run, so that storing it leaves this one as it is.
 */
export function trainedIdentity(
  backtest: RunIdentity,
  { fingerprint, seed, windows, learner, variants }: TrainingResult,
): RunIdentity {
  const content = [backtest.hash, fingerprint, seed, windows, learner, variants];
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return { ...backtest, id: `${backtest.strategy}-ml-${hash.slice(0, 10)}`, hash };
}
