import { formatTimeframe, parseTimeframe } from "../../engine/core/time.ts";
import { plan } from "../../engine/graph/strategy.ts";
import { splitList } from "../arguments.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, paramFlags } from "../flags.ts";
import type { Io } from "../io.ts";
import { loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import { parseParams } from "../request.ts";
import { bold } from "../table.ts";

export const planCommand = command({
  positionals: {
    strategy: { type: "string", demandOption: true, describe: "Shipped strategy or path of a .ts file" },
  },
  flags: {
    ...paramFlags,
    symbols: { type: "string", array: true, describe: "Symbols that it would trade: A,B" },
    timeframe: { type: "string", describe: "Length of a bar, such as 1h [1d]" },
    ...jsonFlag,
  },
  examples: [["bot4 plan sma-cross --param fast=10", "Its graph, warm-up and hash, without any data"]],
  run: (args, io) => printPlan(args, io),
});

export interface PlanArgs {
  readonly strategy: string;
  readonly param?: string[] | undefined;
  readonly symbols?: string[] | undefined;
  readonly timeframe?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Traces a strategy over made-up symbols and prints what follows from its graph. */
export async function printPlan(args: PlanArgs, io: Io): Promise<number> {
  const { strategy, sourceHash } = await loadStrategy(args.strategy, io);
  const named = splitList(args.symbols);
  const least = strategy.symbolsMin ?? 1;
  const symbols =
    named.length > 0 ? named : Array.from({ length: least }, (_, i) => String.fromCharCode(65 + i));
  const timeframeMs = parseTimeframe(args.timeframe ?? "1d");
  const params = parseParams(strategy, args.param ?? []);
  const {
    text,
    warmup,
    hash,
    params: chosen,
  } = await guarded(io, () => plan(strategy, { params, symbols, timeframeMs }));
  const { name, about = "" } = strategy;
  if (args.json) {
    io.out(
      `${JSON.stringify({ name, about, params: chosen, symbols, warmup, hash, sourceHash, plan: text })}\n`,
    );
    return exitCodes.ok;
  }
  const assigned = Object.entries(chosen).map(([key, value]) => `${key}=${value}`);
  const lines = [
    `${bold(name, io)}  ${about}`.trimEnd(),
    `parameters  ${assigned.join(" ") || "none"}`,
    `warm-up     ${warmup} bars of ${formatTimeframe(timeframeMs)}`,
    `hash        ${hash}`,
    "",
    text.replace(/ +$/gm, ""),
  ];
  io.out(`${lines.join("\n")}\n`);
  return exitCodes.ok;
}
