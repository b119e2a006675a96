import { loadDatasets } from "../../../data/load.ts";
import { calendarRule, checkBars } from "../../../data/quality/check.ts";
import { defectKinds, parseAllow } from "../../../data/quality/defect.ts";
import type { Dataset } from "../../../engine/trade/bars.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { catalogOf } from "../../request.ts";
import { catalogFlag, defectLine, json, referenceOf } from "./shared.ts";

const kinds = Object.entries(defectKinds)
  .filter(([, { severity }]) => severity === "refuse")
  .map(([kind]) => kind);

export const checkDataCommand = command({
  positionals: {
    data: { type: "string", array: true, demandOption: true, describe: "Names in the catalog, or files" },
  },
  flags: {
    symbols: { type: "string", array: true, describe: "Symbols to take from the data: A,B" },
    allow: { type: "string", array: true, describe: `Defects to accept: ${kinds.join(",")}` },
    timeframe: { type: "string", describe: "Timeframe of a file, where it does not follow from its bars" },
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [["bot4 data check BTCUSDT:1h --allow gaps", "Exit code 4 where there is any other defect"]],
  async run(args, io) {
    const allowed = new Set<string>(parseAllow(splitList(args.allow)));
    const symbols = splitList(args.symbols);
    const options = {
      catalog: catalogOf(args.catalog, io),
      symbols: symbols.length > 0 ? symbols : undefined,
      timeframe: args.timeframe,
      unchecked: true,
    };
    const checked: ReturnType<typeof check>[] = [];
    for (const reference of args.data) {
      checked.push(...(await loadDatasets(referenceOf(reference, io), options)).map(check));
    }
    const isRefused = ({ defects }: ReturnType<typeof check>) =>
      defects.some(({ severity, kind }) => severity === "refuse" && !allowed.has(kind));
    const refused = checked.filter(isRefused);
    if (args.json) io.out(json(checked));
    else {
      const shown = args.quiet ? refused : checked;
      for (const each of shown) io.out(text(each));
      if (checked.length > 1) io.out(`${refused.length} of ${checked.length} data sets have defects\n`);
    }
    return refused.length > 0 ? exitCodes.dataDefects : exitCodes.ok;
  },
});

function check({ bars, identity }: Dataset) {
  const { name, rows, source } = identity;
  return { name, rows, source, calendar: calendarRule(bars), defects: checkBars(bars) };
}

function text({ name, rows, calendar, defects }: ReturnType<typeof check>): string {
  const serious = defects.filter(({ severity }) => severity === "refuse").length;
  const verdict = serious === 0 ? "no defects" : `${serious} kind${serious === 1 ? "" : "s"} of defect`;
  const lines = [`${name}  ${rows.toLocaleString("en-US")} bars: ${verdict}`, ...defects.map(defectLine)];
  if (defects.some(({ kind }) => kind === "gaps")) lines.push(`  rule    ${calendar}`);
  return `${lines.join("\n")}\n`;
}
