import { loadDatasets } from "../../../data/load.ts";
import { calendarRule, checkBars } from "../../../data/quality/check.ts";
import { iso } from "../../../data/quality/defect.ts";
import { summarise } from "../../../data/summary.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { type BarField, type Bars, barFields, type Dataset } from "../../../engine/trade/bars.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { catalogOf } from "../../request.ts";
import { tableText } from "../../table.ts";
import { describeSeries, orSeries, seriesText } from "./series.ts";
import { catalogFlag, defectLine, json, period, referenceOf } from "./shared.ts";

export const showCommand = command({
  positionals: {
    name: {
      type: "string",
      demandOption: true,
      describe: "Name in the catalog, or a file of bars or of a series",
    },
  },
  flags: {
    rows: { type: "number", default: 3, describe: "Bars to print from each end" },
    ...catalogFlag,
    ...jsonFlag,
  },
  examples: [["bot4 data show sample:SP500:1d", "The bundled sample"]],
  async run(args, io) {
    const catalog = catalogOf(args.catalog, io);
    const { rows } = args;
    if (!Number.isInteger(rows) || rows < 0) refuse(`--rows must be a whole number from 0 on; was ${rows}`);
    const reference = referenceOf(args.name, io);
    const found = await orSeries(reference, () => loadDatasets(reference, { catalog, unchecked: true }));
    if (found.series) {
      const described = found.series.map((series) => describeSeries(series, rows));
      if (args.json) io.out(json(described.length === 1 ? described[0] : described));
      else io.out(`${described.map(seriesText).join("\n\n")}\n`);
      return exitCodes.ok;
    }
    const shown = found.datasets.map((dataset) => describe(dataset, rows));
    if (args.json) io.out(json(shown.length === 1 ? shown[0] : shown));
    else io.out(`${shown.map(text).join("\n\n")}\n`);
    return exitCodes.ok;
  },
});

function describe({ bars, identity }: Dataset, rows: number) {
  const last = bars.ts.length;
  return {
    ...identity,
    calendar: calendarRule(bars),
    summary: summarise(bars),
    defects: checkBars(bars),
    first: rowsOf(bars, 0, Math.min(rows, last)),
    last: rowsOf(bars, Math.max(0, last - rows), last),
  };
}

type Row = { ts: string } & Record<BarField, number>;

function rowsOf(bars: Bars, from: number, to: number): Row[] {
  return Array.from({ length: to - from }, (_, k) => {
    const values = barFields.map((field) => [field, bars[field][from + k]]);
    return { ts: new Date(bars.ts[from + k]!).toISOString(), ...Object.fromEntries(values) } as Row;
  });
}

function text(shown: ReturnType<typeof describe>): string {
  const facts = [
    `${shown.name}${shown.synthetic ? "  (SYNTHETIC)" : ""}`,
    `bars      ${shown.rows.toLocaleString("en-US")} of ${shown.timeframe}, ${period(shown.fromMs, shown.toMs)}`,
    `source    ${shown.source}`,
    `sha256    ${shown.sha256}`,
    `calendar  ${shown.calendar}`,
    ...(shown.defects.length > 0 ? ["quality", ...shown.defects.map(defectLine)] : ["quality   no defects"]),
  ];
  const summary = Object.entries(shown.summary).map(([field, { min, mean, max, missing }]) => [
    field,
    ...[min, mean, max].map((value) => String(Number(value.toPrecision(8)))),
    String(missing),
  ]);
  const cells = ({ ts, ...values }: Row) => [iso(Date.parse(ts)), ...Object.values(values).map(String)];
  const right = [1, 2, 3, 4, 5];
  return [
    ...facts,
    "",
    tableText(summary, { head: ["", "min", "mean", "max", "missing"], right: right.slice(0, 4) }),
    "",
    tableText([...shown.first.map(cells), ["…", "", "", "", "", ""], ...shown.last.map(cells)], {
      head: ["open of bar", ...barFields],
      right,
    }),
  ].join("\n");
}
