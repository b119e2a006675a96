import { resolve } from "node:path";
import type { InferredOptionTypes } from "yargs";
import type { TimeUnit } from "../data/tape.ts";
import { refuse, UserError } from "../engine/core/errors.ts";
import type { Driver } from "../engine/run/drive.ts";
import type { Settings } from "../engine/run/settings.ts";
import { parseWork } from "../engine/run/work-setting.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import type { TapeRequest } from "../research/tape.ts";
import type { tapeFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { isThere, readRecord } from "./record-file.ts";

type TapeArgs = Partial<InferredOptionTypes<typeof tapeFlags>>;

/** Which trades fill the orders of a run, in the user's own words. */
export interface TapeWish {
  readonly path: string;
  readonly unit: TimeUnit | undefined;
  readonly latencyMs: number;
}

const latencyMsDefault = 50;

/** The trades that the flags ask for, and the driver that they need; undefined where orders meet bars. */
export function tapeWish(args: TapeArgs & { readonly driver?: string | undefined }): TapeWish | undefined {
  const { trades: path, "trades-unit": unit, "latency-ms": latencyMs = latencyMsDefault } = args;
  if (path === undefined) {
    for (const name of ["trades-unit", "latency-ms", "work"] as const) {
      if (args[name] !== undefined) {
        refuse(`--${name} needs --trades: bars have no inside; name a file of trades, or leave it out`);
      }
    }
    return undefined;
  }
  checkDriver("--trades", args.driver);
  if (!(latencyMs >= 0 && latencyMs <= 3_600_000)) {
    refuse(`--latency-ms must be a number from 0 to 3600000; was ${latencyMs}`);
  }
  return { path, unit: unit as TimeUnit | undefined, latencyMs };
}

/** Refuses any driver but that of events. */
export function checkDriver(flag: string, driver: string | undefined): void {
  if (driver !== undefined && (driver as Driver) !== "event") {
    refuse(`${flag} needs --driver event; was ${driver}`);
  }
}

/** How orders are worked, from the file that `--work` names. */
export async function workOf({ work: path }: TapeArgs, io: Io): Promise<Pick<Partial<Settings>, "work">> {
  if (path === undefined) return {};
  if (!isThere(path, io)) refuse(`--work must be a file that exists; was "${path}"`);
  const given = await readRecord(path, io);
  try {
    return { work: parseWork(given) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(`${path}: ${error.message}`);
  }
}

/** Reads the trades that a run asks for, of the symbols of its data. */
export async function loadTape(
  wish: TapeWish | undefined,
  datasets: readonly Dataset[],
  io: Io,
): Promise<TapeRequest | undefined> {
  if (!wish) return undefined;
  const { readTape } = await import("../data/tape.ts");
  const symbols = datasets.map(({ bars }) => bars.symbol);
  const tape = await readTape(resolve(io.cwd, wish.path), { symbols, unit: wish.unit });
  return { tape, latencyMs: wish.latencyMs };
}
