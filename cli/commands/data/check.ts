import { holesText } from "../../../data/coverage.ts";
import { loadDatasets } from "../../../data/load.ts";
import { calendarRule, checkBars } from "../../../data/quality/check.ts";
import { type Defect, defectKinds, iso, parseAllow } from "../../../data/quality/defect.ts";
import type { TimedSeries } from "../../../data/series.ts";
import type { Dataset } from "../../../engine/trade/bars.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { catalogOf } from "../../request.ts";
import { describeSeries, orSeries } from "./series.ts";
import { catalogFlag, defectLine, json, period, referenceOf } from "./shared.ts";

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
    const checked: Checked[] = [];
    for (const word of args.data) {
      const reference = referenceOf(word, io);
      const { datasets, series } = await orSeries(reference, () => loadDatasets(reference, options));
      checked.push(...(series ? series.map(checkSeries) : datasets.map(check)));
    }
    const isRefused = ({ defects }: Checked) =>
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

interface Checked {
  readonly name: string;
  readonly rows: number;
  readonly unit: "bars" | "values";
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly calendar: string;
  readonly defects: readonly Defect[];
}

function check({ bars, identity }: Dataset): Checked {
  const { name, rows, source, fromMs, toMs } = identity;
  const found = { calendar: calendarRule(bars), defects: checkBars(bars) };
  return { name, rows, unit: "bars", source, fromMs, toMs, ...found };
}

/** Holes of a series are to it what gaps are to bars. */
function checkSeries(series: TimedSeries): Checked {
  const { name, rows, fromMs, toMs, holes, stepMs } = describeSeries(series);
  const where = holes.slice(0, 5).map((hole) => ({ index: series.ts.indexOf(hole.fromMs), ts: hole.fromMs }));
  const gaps = { kind: "gaps", severity: "refuse", count: holes.length, where } as const;
  const hours = (stepMs ?? 0) / 3_600_000;
  return {
    name,
    rows,
    unit: "values",
    source: series.source,
    fromMs,
    toMs,
    calendar: stepMs === undefined ? "no step is usual" : `values usually lie up to ${hours} hours apart`,
    defects: holes.length === 0 ? [] : [{ ...gaps, text: holesText(holes) }],
  };
}

function text({ name, rows, unit, fromMs, toMs, calendar, defects }: Checked): string {
  const serious = defects.filter(({ severity }) => severity === "refuse").length;
  const verdict = serious === 0 ? "no defects" : `${serious} kind${serious === 1 ? "" : "s"} of defect`;
  const span = unit === "bars" ? period(fromMs, toMs) : `${iso(fromMs)} to ${iso(toMs)}`;
  const lines = [
    `${name}  ${rows.toLocaleString("en-US")} ${unit}, ${span}: ${verdict}`,
    ...defects.map(defectLine),
  ];
  if (defects.some(({ kind }) => kind === "gaps")) lines.push(`  rule    ${calendar}`);
  return `${lines.join("\n")}\n`;
}
