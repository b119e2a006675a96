import { refuse } from "../../engine/core/errors.ts";
import { parseTimeframe } from "../../engine/core/time.ts";
import type { Scheme } from "../../research/walkforward/model.ts";
import type { WindowOptions } from "../../research/walkforward/windows.ts";

interface WindowArgs {
  readonly scheme?: string | undefined;
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly anchored?: boolean | undefined;
  readonly embargo?: string | undefined;
  readonly purge?: string | undefined;
  readonly folds?: number | undefined;
  readonly "test-groups"?: number | undefined;
}

const ofWalks = ["train", "test", "anchored"] as const;
const ofFolds = ["folds", "purge"] as const;

/** The windows that the flags ask for. Throws a UserError for flags of another scheme, and for lengths that are none. */
export function windowsFrom(args: WindowArgs, timeframeMs: number): WindowOptions {
  const scheme = (args.scheme ?? "walk-forward") as Scheme;
  const foreign = scheme === "walk-forward" ? [...ofFolds, "test-groups"] : [...ofWalks];
  if (scheme === "purged-kfold") foreign.push("test-groups");
  const extra = foreign.find((name) => args[name as keyof WindowArgs] !== undefined);
  if (extra !== undefined) refuse(`--${extra} does not belong to --scheme ${scheme}`);
  if (scheme === "walk-forward") return walkFrom(args);
  const bars = (flag: string, text: string): number => {
    const { unit, count } = parseLength(flag, text);
    return unit === "bars" ? count : Math.ceil(count / timeframeMs);
  };
  return {
    scheme,
    folds: args.folds ?? (scheme === "cpcv" ? 6 : 5),
    testGroups: scheme === "cpcv" ? (args["test-groups"] ?? 2) : 1,
    purge: bars("purge", args.purge ?? "1bars"),
    embargo: bars("embargo", args.embargo ?? "0bars"),
  };
}

function walkFrom({ train, test, embargo, anchored = false }: WindowArgs): WindowOptions {
  if (train === undefined || test === undefined) {
    refuse(`--${train === undefined ? "train" : "test"} must be given, such as --train 365d --test 90d`);
  }
  const [a, b] = [parseLength("train", train), parseLength("test", test)];
  const gap = embargo === undefined ? { unit: a.unit, count: 0 } : parseLength("embargo", embargo);
  if (a.unit !== b.unit || (gap.unit !== a.unit && gap.count > 0)) {
    refuse("--train, --test and --embargo must all be times or all be bars");
  }
  for (const [flag, { count }] of [
    ["train", a],
    ["test", b],
  ] as const) {
    if (count === 0) refuse(`--${flag} must be longer than nothing; was 0`);
  }
  return {
    scheme: "walk-forward",
    unit: a.unit,
    train: a.count,
    test: b.count,
    embargo: gap.count,
    anchored,
  };
}

/** `365d`, `12h`, `500bars`; nothing may be 0. */
function parseLength(flag: string, text: string): { readonly unit: "ms" | "bars"; readonly count: number } {
  const bars = /^(\d+) ?bars?$/.exec(text)?.[1];
  if (bars !== undefined) return { unit: "bars", count: Number(bars) };
  if (/^0[smhdw]?$/.test(text)) return { unit: "ms", count: 0 };
  if (!/^\d+[smhdw]$/.test(text)) {
    refuse(
      `--${flag} must be a time such as 90d, 12w or 36h, or a number of bars such as 500bars; was "${text}"`,
    );
  }
  return { unit: "ms", count: parseTimeframe(text) };
}
