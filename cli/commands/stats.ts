import type { InferredOptionTypes } from "yargs";
import { refuse } from "../../engine/core/errors.ts";
import type { SeriesPage } from "../../research/stats/battery/series-page.ts";
import type { Detail, Outcome, StatOptions, StatTest } from "../../research/stats/battery/stat-test.ts";
import { demandTestable } from "../../research/stats/battery/testable.ts";
import { type Transform, transformed, transforms } from "../../research/stats/transform.ts";
import { splitList } from "../arguments.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { dataFlags, jsonFlag } from "../flags.ts";
import type { Io } from "../io.ts";
import { dataRequest } from "../request.ts";
import { aligned, type NamedSeries, statSeries } from "../stat-series.ts";
import { bold, tableText } from "../table.ts";

const { data, attach, symbols, to, allow, catalog } = dataFlags;
const from = { type: "string", describe: "Bars before this are left out (ISO date, UTC)" } as const;

const statFlags = {
  column: {
    type: "string",
    array: true,
    describe: "Column to test: close of bars unless given; several as A,B",
  },
  transform: {
    type: "string",
    choices: transforms,
    describe: "What is tested of it; bot4 stats list says what is usual",
  },
  alpha: { type: "number", describe: "Probability below which a null hypothesis is rejected [0.05]" },
  lags: {
    type: "string",
    describe: "Numbers of lags (5,10), or a word for how they are chosen (aic, bic, auto)",
  },
  trend: {
    type: "string",
    describe: "Deterministic terms: n none, c constant, ct also a trend, ctt also its square",
  },
  model: { type: "string", describe: "Of garch: garch, gjr or egarch" },
  dist: { type: "string", describe: "Innovations of garch: normal or t" },
  against: { type: "string", describe: "Of ks and chi-square: normal, log-normal, exponential, gamma, beta" },
  order: { type: "number", describe: "Order of fracdiff, a fraction such as 0.4" },
  width: { type: "number", describe: "Of triple-barrier: barriers in standard deviations [1]" },
  bars: { type: "number", describe: "Of triple-barrier: bars after which a bet ends [10]" },
  block: {
    type: "number",
    describe: "Mean rows of a bootstrap's block [automatic, after Politis and White]",
  },
  blocks: { type: "number", describe: "Blocks of pbo, an even number [16]" },
  resamples: { type: "number", describe: "Resamples of a bootstrap" },
  seed: { type: "number", describe: "Seed of a bootstrap [1]" },
  trials: { type: "number", describe: "Of sharpe: how many strategies were tried before this one" },
  "trial-variance": { type: "number", describe: "Variance of the Sharpe ratios of these trials, per period" },
  "p-values": { type: "string", describe: "Of adjust: 0.01,0.04,0.2" },
} as const;

type StatArgs = InferredOptionTypes<typeof statFlags>;

export const statsCommand = command({
  positionals: {
    test: { type: "string", demandOption: true, describe: "Test, all for one page about a series, or list" },
  },
  flags: { data, attach, symbols, from, to, allow, catalog, ...statFlags, ...jsonFlag },
  examples: [
    ["bot4 stats all --data sample:SP500:1d", "One page about a series"],
    ["bot4 stats adf --data btc.csv --column close --transform log", "Whether a price wanders"],
    ["bot4 stats ljung-box --data BTCUSDT:1h --lags 5,10,20", "Whether returns depend on their past"],
    ["bot4 stats engle-granger --data pair.csv --column EEM,SPY", "Whether two prices belong together"],
    ["bot4 stats list", "All tests, with what they take"],
  ],
  async run(args, io) {
    const options = optionsOf(args);
    const { demandOptions, statTest, statTests } = await import("../../research/stats/battery/catalog.ts");
    if (args.test === "list") return printList(statTests, args.json === true, io);
    const columns = splitList(args.column);
    if (args.test === "all") {
      demandOptions({ name: "all", options: [] }, options);
      const { seriesPage } = await import("../../research/stats/battery/series-page.ts");
      const series = await statSeries(dataRequest(args), columns, io);
      const transform = (args.transform ?? "log-return") as Transform;
      const pages = await io.compute(() =>
        series.map(({ name, values }) => seriesPage(name, values, transform, options)),
      );
      if (args.json) io.out(`${JSON.stringify(pages)}\n`);
      else io.out(pages.map((page) => pageText(page, io)).join("\n"));
      return exitCodes.ok;
    }
    const test = statTest(args.test);
    demandOptions(test, options);
    const series = test.takes === "none" ? [] : await statSeries(dataRequest(args), columns, io);
    const transform = (args.transform ?? test.transform) as Transform;
    const results = await io.compute(() => resultsOf(test, series, transform, options));
    if (args.json) io.out(`${JSON.stringify(results)}\n`);
    else io.out(resultsText(results, io));
    return exitCodes.ok;
  },
});

/** Options of the tests that were given, each as what it is. */
function optionsOf(args: Partial<StatArgs>): StatOptions {
  const { alpha = 0.05, lags, "p-values": pValues } = args;
  if (!(alpha > 0 && alpha < 1)) refuse(`--alpha must be between 0 and 1; was ${alpha}`);
  const plain = [
    "trend",
    "model",
    "dist",
    "against",
    "order",
    "width",
    "bars",
    "block",
    "blocks",
    "resamples",
    "seed",
    "trials",
    "trial-variance",
  ] as const;
  const given = plain.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]]));
  return {
    alpha,
    ...(lags === undefined ? {} : { lags: splitList(lags).map(numberOrWord) }),
    ...(pValues === undefined ? {} : { "p-values": splitList(pValues).map(Number) }),
    ...Object.fromEntries(given),
  };
}

const numberOrWord = (word: string): number | string => (/^-?[\d.]+$/.test(word) ? Number(word) : word);

/** Outcomes of a test with what they are of. */
interface Result {
  readonly series: readonly string[];
  readonly transform: Transform;
  readonly n: number;
  readonly outcomes: readonly Outcome[];
}

function resultsOf(
  test: StatTest,
  series: readonly NamedSeries[],
  transform: Transform,
  options: StatOptions,
): readonly Result[] {
  const run = (group: readonly NamedSeries[]): Result => {
    for (const { name, values } of group) demandTestable(test, name, values);
    const columns = group.map(({ name, values }) => transformed(name, values, transform));
    const names = group.map(({ name }) => name);
    return {
      series: names,
      transform,
      n: columns[0]?.length ?? 0,
      outcomes: test.run(columns, options, names),
    };
  };
  if (test.takes === "one") return series.map((each) => run([each]));
  if (test.takes === "several" && series.length < 2) {
    refuse(
      `${test.name} needs at least two series: --data A --data B, or --column A,B; was given ${series.length}`,
    );
  }
  return [run(aligned(series))];
}

function resultsText(results: readonly Result[], io: Io): string {
  return results
    .map(({ series, transform, n, outcomes }) => {
      const of =
        series.length === 0
          ? ""
          : `${bold(series.join(", "), io)}  ${transform}, ${n.toLocaleString("en-US")} values\n\n`;
      const beside = sharedDetails(outcomes);
      return `${of}${outcomesText(outcomes, beside)}\n${detailsText(outcomes, beside)}`;
    })
    .join("\n");
}

function outcomesText(outcomes: readonly Outcome[], beside: readonly string[] = []): string {
  const rows = outcomes.map((outcome) => [
    outcome.test,
    number(outcome.statistic),
    probability(outcome),
    ...beside.map((name) => detail(outcome.details[name]!)),
    outcome.verdict,
  ]);
  const head = ["test", "statistic", "p", ...beside, "verdict"];
  return tableText(rows, { head, right: head.slice(1, -1).map((_, i) => i + 1) });
}

/** More columns than these make a table hard to read. */
const besideMost = 5;

/** Details that all of several outcomes hold as single values: they stand in the table as columns. */
function sharedDetails(outcomes: readonly Outcome[]): readonly string[] {
  if (outcomes.length < 2) return [];
  const names = Object.keys(outcomes[0]!.details).filter((name) =>
    outcomes.every(({ details }) => details[name] !== undefined && !Array.isArray(details[name])),
  );
  return names.length > besideMost ? [] : names;
}

/** What else each outcome holds, a line a name. */
function detailsText(outcomes: readonly Outcome[], shown: readonly string[]): string {
  const lines = outcomes.flatMap(({ test, details }) => {
    const entries = Object.entries(details).filter(([name]) => !shown.includes(name));
    if (entries.length === 0) return [];
    const values = entries.map(([name, value]) => `  ${name}  ${detail(value)}`);
    return ["", ...(outcomes.length > 1 ? [test] : []), ...values];
  });
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

const detail = (value: Detail): string => {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((each) => detail(each)).join(", ");
  return typeof value === "number" ? number(value) : String(value);
};

function pageText(
  { name, changes, levels, n, mean, deviation, least, greatest, outcomes }: SeriesPage,
  io: Io,
): string {
  const summary =
    `${n.toLocaleString("en-US")} changes (${changes}): mean ${number(mean)}, standard deviation ${number(deviation)}, ` +
    `from ${number(least)} to ${number(greatest)}; levels are ${levels}`;
  return `${bold(name, io)}\n${summary}\n\n${outcomesText(outcomes)}\n`;
}

async function printList(tests: readonly StatTest[], json: boolean, io: Io): Promise<number> {
  if (json) {
    io.out(`${JSON.stringify(tests.map(({ run: _, ...test }) => test))}\n`);
    return exitCodes.ok;
  }
  const rows = tests.map(({ name, transform, takes, about }) => [
    name,
    takes === "none" ? "" : takes,
    takes === "none" ? "" : transform,
    about,
  ]);
  io.out(`${tableText(rows, { head: ["test", "series", "transform", "what it asks"] })}\n`);
  return exitCodes.ok;
}

/** Six digits, or words for what has none. */
function number(value: number): string {
  if (Number.isNaN(value)) return "n/a";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const digits = Number(value.toPrecision(6));
  return Number.isInteger(digits) && Math.abs(digits) < 1e15
    ? digits.toLocaleString("en-US")
    : String(digits);
}

function probability({ p, details }: Outcome): string {
  if (Number.isNaN(p)) return "";
  // The table that p comes from ends there.
  if (details["p is a bound"] === true) return p > 0.05 ? `≥${p}` : `≤${p}`;
  return p < 0.0001 ? "<0.0001" : p.toFixed(4);
}
