import { refuse, UserError } from "../engine/core/errors.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { Bars } from "../engine/trade/bars.ts";
import type { FaultPlan } from "../engine/venue/faults/kinds.ts";
import { faultModes } from "../engine/venue/faults/modes.ts";
import { parseFaults } from "../engine/venue/faults/parse-faults.ts";
import type { FaultsRequest } from "../research/at-exchange.ts";
import type { Io } from "./io.ts";
import { deriveInstruments } from "./paper/derive-instruments.ts";
import { isThere, readRecord } from "./record-file.ts";
import { checkDriver } from "./tape.ts";

/**
 * A fault plan by the name of its mode or from a file such as `chaos.yaml`. Throws a UserError that names file, field,
 * rule and value.
 */
export async function readFaults(word: string, io: Io): Promise<FaultPlan> {
  if ((faultModes as readonly string[]).includes(word)) return parseFaults(word);
  if (!isThere(word, io)) {
    refuse(`faults must be one of ${faultModes.join(", ")} or a file such as chaos.yaml; was ${word}`);
  }
  const given = await readRecord(word, io);
  try {
    return parseFaults(given);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(`${word}: ${error.message}`);
  }
}

interface FaultsArgs {
  readonly faults?: string | undefined;
  readonly "faults-seed"?: number | undefined;
  readonly driver?: string | undefined;
}

/** The faults that the flags ask for; undefined where orders meet no exchange. */
export async function faultsWish(args: FaultsArgs, io: Io): Promise<FaultsRequest | undefined> {
  const { faults: given, "faults-seed": seed } = args;
  if (given === undefined) {
    if (seed !== undefined) refuse("--faults-seed needs --faults, such as --faults calm");
    return undefined;
  }
  checkDriver("--faults", args.driver);
  if (seed !== undefined && !Number.isSafeInteger(seed))
    refuse(`--faults-seed must be a whole number; was ${seed}`);
  const plan = await readFaults(given, io);
  return { given, plan: seed === undefined ? plan : { ...plan, seed }, derived: [] };
}

/** Faults and instruments of a run at an exchange, which trades whole ticks and lots: those that are not given follow from the bars. */
export function withDerived(
  faults: FaultsRequest,
  settings: Settings,
  bars: readonly Bars[],
): { readonly faults: FaultsRequest; readonly instruments: Settings["instruments"] } {
  const { instruments, words } = deriveInstruments(settings, bars);
  return { faults: { ...faults, derived: words }, instruments };
}
