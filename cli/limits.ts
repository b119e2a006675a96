import type { InferredOptionTypes } from "yargs";
import { refuse, suggest, UserError } from "../engine/core/errors.ts";
import type { Limits, LimitsInput } from "../engine/risk/limits.ts";
import { parseLimits, profiles } from "../engine/risk/parse-limits.ts";
import { carefulLimits, researchLimits } from "../engine/risk/profiles.ts";
import type { settingsFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { isThere, readRecord } from "./record-file.ts";

type LimitArgs = Partial<
  Pick<
    InferredOptionTypes<typeof settingsFlags>,
    "limits" | "leverage" | "short" | "min-notional" | "max-drawdown"
  >
>;

/**
 * The limits that the flags ask for: a profile or a file, and over it what single flags say. Nothing where no flag
 * says anything. What a file leaves out is as in the careful profile.
 */
export async function limitsOf(args: LimitArgs, io: Io): Promise<{ readonly limits?: Limits }> {
  const { leverage, short, limits } = args;
  const [notionalMin, maxDrawdown] = [args["min-notional"], args["max-drawdown"]];
  if ([limits, leverage, short, notionalMin, maxDrawdown].every((value) => value === undefined)) return {};
  const base = limits === undefined ? researchLimits : await baseOf(limits, io);
  const order = { ...(notionalMin !== undefined && { notionalMin }) };
  const account = {
    ...(leverage !== undefined && { grossMax: leverage }),
    ...(short !== undefined && { short }),
    ...(maxDrawdown !== undefined && { maxDrawdown }),
  };
  return { limits: inFlagNames(() => parseLimits({ order, account } satisfies LimitsInput, base)) };
}

const flagNames = {
  "account.grossMax": "--leverage",
  "account.maxDrawdown": "--max-drawdown",
  "order.notionalMin": "--min-notional",
} as const;

/** Says of a limit that a flag gave by the flag's name what is wrong with it. */
function inFlagNames<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const named = Object.entries(flagNames).find(([name]) => error.message.includes(name));
    return refuse(named ? error.message.replace(...named) : error.message);
  }
}

async function baseOf(asked: string, io: Io): Promise<Limits> {
  if (Object.hasOwn(profiles, asked)) return profiles[asked]!;
  const names = Object.keys(profiles);
  if (!isThere(asked, io)) {
    refuse(
      `--limits must be ${names.join(", ")} or a file that exists; was "${asked}"${suggest(asked, names)}`,
    );
  }
  return parseLimits(await readRecord(asked, io), carefulLimits);
}
