import type { RunSummary } from "../../data/runs.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Run } from "../../engine/run/result.ts";
import { metricRows } from "../../research/metrics/table.ts";
import { orderCounts, ruleCounts } from "../../research/order-counts.ts";
import { isWalkForward } from "../../research/walkforward/model.ts";
import { costsText, periodText } from "../asked.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, runsFlags } from "../flags.ts";
import { formatMetric, formatTime } from "../format.ts";
import { headlineText } from "../headline.ts";
import type { Io } from "../io.ts";
import { shortPath } from "../report.ts";
import { runJson } from "../run-json.ts";
import { openRun, reportIn, runsFolder, runsOf } from "../store.ts";
import { tableText } from "../table.ts";
import { bestBy, printBest } from "../trials/best.ts";
import { forgetRun } from "../trials/forget.ts";
import { walkForwardText } from "../walkforward/text.ts";

export const runsCommand = command({
  positionals: {
    action: {
      type: "string",
      choices: ["list", "show", "best", "forget"],
      default: "list",
      describe: "What to do",
    },
    run: { type: "string", describe: "Id of a run, the start of one, or its folder" },
  },
  flags: {
    ...runsFlags,
    by: { type: "string", choices: bestBy, describe: "best: by which figure, the greatest first [sharpe]" },
    strategy: { type: "string", describe: "best: of this strategy alone" },
    top: { type: "number", describe: "best: how many [10]" },
    ...jsonFlag,
    "json-full": { type: "boolean", hidden: true },
  },
  examples: [
    ["bot4 runs", "All stored runs, the latest first"],
    ["bot4 runs show sma-cross-1f", "One run, by the start of its id"],
    ["bot4 runs best --strategy sma-cross --top 5", "The best of all that was tried, and of how many"],
    ["bot4 runs forget sma-cross-1f", "Delete a run; it still counts as tried"],
  ],
  async run(args, io) {
    const { action } = args;
    if (action !== "best") refuseBestFlags(args, action);
    if (action === "best") {
      if (args.run !== undefined) refuse(`runs best takes no run; was "${args.run}"`);
      if (args.top !== undefined && !(args.top >= 1)) refuse(`--top must be at least 1; was ${args.top}`);
      await printBest(args, io);
      return exitCodes.ok;
    }
    const named = () => args.run ?? refuse(`runs ${action} needs the id of a run (bot4 runs lists them)`);
    if (action === "show") return show(named(), args, io);
    if (action === "forget") {
      await forgetRun(named(), args, io);
      return exitCodes.ok;
    }
    const runs = runsOf(args.runs, io);
    if (args.json) io.out(`${JSON.stringify(runs.map(summaryJson))}\n`);
    else if (runs.length > 0) io.out(`${listText(runs)}\n`);
    else io.out(`no runs in ${shortPath(runsFolder(args.runs, io), io)}; bot4 backtest stores them there\n`);
    return exitCodes.ok;
  },
});

function refuseBestFlags(args: Readonly<Record<string, unknown>>, action: string): void {
  const extra = ["by", "strategy", "top"].find((name) => args[name] !== undefined);
  if (extra !== undefined) refuse(`--${extra} belongs to runs best, not to runs ${action}`);
}

interface ShowArgs {
  readonly runs?: string | undefined;
  readonly json?: boolean | undefined;
  readonly "json-full"?: boolean | undefined;
}

function show(reference: string, args: ShowArgs, io: Io): number {
  const { run, folder, request } = openRun(reference, args.runs, io);
  const report = reportIn(folder);
  if (args.json) io.out(runJson(run, request.driver, { folder, report }, args["json-full"] === true));
  else {
    const { hash, sourceHash, codeVersion, plan } = run.identity;
    const lines = [
      isWalkForward(run) ? walkForwardText(run, io) : headlineText(run, request.driver, io),
      ...ordersText(run),
      "",
      `run         ${run.identity.id}  (${shortPath(folder, io)})`,
      `hash        ${hash}`,
      `source      ${sourceHash}`,
      `code        ${codeVersion}`,
      ...(report === undefined ? [] : [`report      ${shortPath(report, io)}`]),
      "",
      plan,
    ];
    io.out(`${lines.join("\n")}\n`);
  }
  return exitCodes.ok;
}

/** What became of orders, and which rules cut or refused how many. */
function ordersText({ outcome: { orders } }: Run): string[] {
  const kinds = orderCounts(orders);
  if (kinds.length === 0) return [];
  const rules = ruleCounts(orders).map(({ rule, cut, refused }) =>
    [rule, ...(cut > 0 ? [`cut ${cut}`] : []), ...(refused > 0 ? [`refused ${refused}`] : [])].join(" "),
  );
  const endings = ["placed", "filled", "cancelled", "expired", "rejected", "open"] as const;
  const rows = kinds.map((count) => [count.kind, ...endings.map((ending) => String(count[ending]))]);
  return [
    "",
    tableText(rows, { head: ["orders", ...endings], right: [1, 2, 3, 4, 5, 6] }),
    ...(rules.length > 0 ? [`by rule     ${rules.join(", ")}`] : []),
  ];
}

const listed = ["totalReturn", "sharpe", "maxDrawdown", "trades"] as const;

function listText(runs: readonly RunSummary[]): string {
  const rows = runs.map(({ id, identity, metrics, driver, symbols, fromMs, lastMs, storedMs }) => [
    id,
    Object.entries(identity.params)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
    [...new Set(identity.data.slice(0, symbols.length).map(({ name }) => name))].join(" "),
    Number.isNaN(fromMs) ? periodText(identity, symbols) : `${formatTime(fromMs)} to ${formatTime(lastMs)}`,
    costsText(identity),
    driver,
    ...listed.map((key) => formatMetric(metrics[key], metricRows.get(key)!.unit)),
    formatTime(storedMs),
  ]);
  const labels = listed.map((key) => metricRows.get(key)!.label);
  const head = ["run", "parameters", "data", "period", "costs", "driver", ...labels, "stored"];
  return tableText(rows, { head, right: [6, 7, 8, 9] });
}

const summaryJson = ({ id, folder, identity, metrics, warnings, driver, storedMs }: RunSummary) => ({
  run: { ...identity, id, folder, driver, storedMs },
  metrics,
  warnings,
});
