import type { LookaheadDifference, LookaheadReport } from "../../research/lookahead.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { dataFlags, jsonFlag, paramFlags } from "../flags.ts";
import { formatTime } from "../format.ts";
import { loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import { dataRequest, loadHistory, parseParams } from "../request.ts";
import { printPlan } from "./plan.ts";

const { data, attach, symbols, to, allow, catalog } = dataFlags;

export const checkCommand = command({
  positionals: {
    what: {
      type: "string",
      choices: ["lookahead", "strategy"],
      demandOption: true,
      describe: "lookahead: that no decision depends on the future; strategy: that it traces, and its plan",
    },
    strategy: { type: "string", demandOption: true, describe: "Shipped strategy or path of a .ts file" },
  },
  flags: {
    ...paramFlags,
    data,
    attach,
    symbols,
    to,
    allow,
    catalog,
    cuts: {
      type: "number",
      describe:
        "Places, evenly spread, at which the future is hidden [16]; bars beside three of them are tried too",
    },
    ...jsonFlag,
  },
  examples: [["bot4 check lookahead ./mine.ts --data btc.csv", "Exit code 3 where it looks ahead"]],
  async run(args, io) {
    if (args.what === "strategy") return printPlan(args, io);
    const { strategy } = await loadStrategy(args.strategy, io);
    const params = parseParams(strategy, args.param ?? []);
    const { datasets } = await loadHistory(dataRequest(args), io);
    const { checkLookahead } = await import("../../research/lookahead.ts");
    const options = args.cuts === undefined ? {} : { cuts: args.cuts };
    const found = await guarded(io, () => checkLookahead(strategy, params, datasets, options));
    if (args.json) io.out(`${JSON.stringify(found)}\n`);
    else io.out(`${reportText(found)}\n`);
    return found.clean ? exitCodes.ok : exitCodes.refused;
  },
});

function reportText({ strategy, bars, operators, spread, cuts, difference }: LookaheadReport): string {
  const beside = cuts.length - spread;
  const scope =
    `${operators} operators over ${bars.toLocaleString("en-US")} bars, the future hidden at ${spread} places` +
    (beside > 0 ? ` and, beside three of them, at ${beside} more` : "");
  return difference === undefined
    ? `${strategy} does not look ahead: ${scope}, no decision differs`
    : `${strategy} LOOKS AHEAD: ${differenceText(difference)}\n(${scope})`;
}

const probes: Readonly<Record<LookaheadDifference["probe"], string>> = {
  stream: "computed bar by bar",
  truncated: "with the data cut off before bar",
  tampered: "with the data changed from bar",
};

function differenceText({
  probe,
  bar,
  ts,
  symbol,
  role,
  operator,
  whole,
  blind,
  cut,
}: LookaheadDifference): string {
  const how = probe === "stream" ? probes.stream : `${probes[probe]} ${cut}`;
  return (
    `operator ${operator} in the ${role} of ${symbol} is ${whole} at bar ${bar} (${formatTime(ts)}) ` +
    `with all the data in sight, but ${blind} ${how}`
  );
}
