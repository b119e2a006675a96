import { refuse } from "../../engine/core/errors.ts";
import { parseTimeframe } from "../../engine/core/time.ts";
import type { FoldOptions, TrainingScheme } from "../../research/ml/train/folds.ts";

interface WindowArgs {
  readonly scheme?: string | undefined;
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly embargo?: string | undefined;
  readonly folds?: number | undefined;
  readonly "test-groups"?: number | undefined;
}

/** The windows that the flags ask for. Throws a UserError for flags of another scheme, and for lengths that are none. */
export function trainWindows(args: WindowArgs): FoldOptions {
  const scheme = (args.scheme ?? "walk-forward") as TrainingScheme;
  const walks = scheme === "walk-forward" || scheme === "anchored";
  const foreign: (keyof WindowArgs)[] = walks ? ["folds", "test-groups"] : ["train", "test"];
  if (scheme === "purged-kfold") foreign.push("test-groups");
  const extra = foreign.find((name) => args[name] !== undefined);
  if (extra !== undefined) refuse(`--${extra} does not belong to --scheme ${scheme}`);
  const embargoMs = args.embargo === undefined ? 0 : lengthOf("embargo", args.embargo);
  if (scheme === "purged-kfold") return { scheme, folds: args.folds ?? 5, testGroups: 1, embargoMs };
  if (scheme === "cpcv") {
    return { scheme, folds: args.folds ?? 6, testGroups: args["test-groups"] ?? 2, embargoMs };
  }
  const { train, test } = args;
  if (train === undefined || test === undefined) {
    refuse(`--${train === undefined ? "train" : "test"} must be given, such as --train 365d --test 30d`);
  }
  return { scheme, trainMs: lengthOf("train", train), testMs: lengthOf("test", test), embargoMs };
}

/** `365d`, `12h`, `0d`. */
function lengthOf(flag: string, text: string): number {
  if (flag === "embargo" && /^0[smhdw]?$/.test(text)) return 0;
  if (!/^\d+[smhdw]$/.test(text) || Number.parseInt(text, 10) === 0) {
    refuse(`--${flag} must be a time such as 90d, 12w or 36h; was "${text}"`);
  }
  return parseTimeframe(text);
}
