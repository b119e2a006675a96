import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { readJournal } from "../../data/dossiers/override-journal.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Run } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { type BiasReport, detectBiases } from "../../research/bias/detect.ts";
import { recordOfRun } from "../../research/bias/from-run.ts";
import { type ParsedBiasRecord, parseBiasRecord } from "../../research/bias/parse-record.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, openFlag, runsFlags } from "../flags.ts";
import type { Io } from "../io.ts";
import { openInBrowser, shortPath, writeWhole } from "../report.ts";
import { openRun, storedHistory } from "../store.ts";
import { tableText } from "../table.ts";

export const biasCommand = command({
  positionals: {
    what: {
      type: "string",
      demandOption: true,
      describe:
        "A stored run, or a journal, a JSON record a line: kind trade (symbol, side long or short, entryMs, exitMs, entryPrice, " +
        "exitPrice, exposure = notional over equity, return = profit after fees over the entry notional; chosen [true], open [false]), " +
        "kind price (symbol, atMs, close), or overrides as bot4 override journals them",
    },
  },
  flags: {
    overrides: {
      type: "string",
      describe: "The journal of overrides that belongs to it (overrides.journal)",
    },
    runs: { type: "string", describe: runsFlags.runs.describe },
    report: { type: "string", describe: "Write the findings as a page here" },
    ...openFlag,
    ...jsonFlag,
  },
  examples: [
    ["bot4 bias sma-cross-1f", "The marks of seven biases in what a stored run did"],
    ["bot4 bias trades.jsonl --overrides dossiers/overrides.journal", "In what a person did"],
  ],
  async run(args, io) {
    const { name, report, run, passedOver } = await examine(args, io);
    for (const [kind, count] of Object.entries(passedOver)) io.err(`! ${passedText(kind, count)}\n`);
    if (args.json) io.out(`${canonicalJson({ of: name, passedOver, ...report })}\n`);
    else io.out(textOf(name, report));
    if (args.report !== undefined) {
      const path = resolve(io.cwd, args.report);
      await writeWhole(path, await pageOf(name, report, run));
      if (!args.json) io.out(`report  ${shortPath(path, io)}\n`);
      if (args.open) openInBrowser(path);
    }
    return exitCodes.ok;
  },
});

interface BiasArgs {
  readonly what: string;
  readonly overrides?: string | undefined;
  readonly runs?: string | undefined;
}

/** What was found, and the run in which, where it is one. */
interface Examined {
  readonly name: string;
  readonly report: BiasReport;
  /** Lines of the journals that were not understood, by kind. */
  readonly passedOver: ParsedBiasRecord["passedOver"];
  readonly run?: { readonly run: Run; readonly bars: readonly Bars[] } | undefined;
}

async function examine(args: BiasArgs, io: Io): Promise<Examined> {
  const path = resolve(io.cwd, args.what);
  const asked = args.overrides === undefined ? parseBiasRecord([]) : parsed(args.overrides, io);
  if (existsSync(path) && statSync(path).isFile()) {
    const own = parsed(args.what, io);
    const record = { ...own, overrides: [...own.overrides, ...asked.overrides].sort((a, b) => a - b) };
    const passedOver = added(own.passedOver, asked.passedOver);
    return { name: basename(path), report: detectBiases(record, "person"), passedOver };
  }
  const opened = openRun(existsSync(join(path, "run.json")) ? path : args.what, args.runs, io);
  const { datasets } = await storedHistory(opened, io);
  const { run } = opened;
  const bars = datasets.map((dataset) => dataset.bars);
  const { overrides, passedOver } = asked;
  const decidedBy = overrides.length > 0 ? "person" : "strategy";
  const report = detectBiases({ ...recordOfRun(run, bars), overrides }, decidedBy);
  return { name: run.identity.id, report, passedOver, run: { run, bars } };
}

/** A journal that was read. Refuses one of which nothing was understood, or that has prices alone. */
function parsed(name: string, io: Io): ParsedBiasRecord {
  const lines = linesOf(name, io);
  const record = parseBiasRecord(lines);
  const prices = [...record.series.values()].reduce((sum, { ts }) => sum + ts.length, 0);
  if (record.understood > prices) return record;
  const kinds = Object.keys(record.passedOver).map((kind) => (kind === "" ? "none at all" : `"${kind}"`));
  const met = kinds.length > 0 ? `; the kinds of its lines are ${kinds.join(", ")}` : "";
  return refuse(
    `${name} must hold trades or overrides (records of kind "trade", or as bot4 override journals them); of its ` +
      `${lines.length} lines none is one${met}`,
  );
}

type Counts = ParsedBiasRecord["passedOver"];

const added = (a: Counts, b: Counts): Counts => ({
  ...a,
  ...Object.fromEntries(Object.entries(b).map(([kind, count]) => [kind, count + (a[kind] ?? 0)])),
});

const passedText = (kind: string, count: number): string =>
  `${count} ${count === 1 ? "line" : "lines"} ${kind === "" ? "without a kind" : `of kind "${kind}"`} ${count === 1 ? "was" : "were"} passed over`;

/** The report of a run with what was found in it, or a page of what was found in a journal. */
async function pageOf(name: string, report: BiasReport, run: Examined["run"]): Promise<string> {
  if (!run) return (await import("../../reports/render-bias.ts")).renderBias(name, report);
  const { reportModelOf } = await import("../../research/report-model.ts");
  const { renderReport } = await import("../../reports/index.ts");
  return renderReport({ ...reportModelOf(run.run, run.bars), bias: report });
}

/** The records of a file: a journal of overrides, checksums and all, or plain lines of JSON. */
function linesOf(name: string, io: Io): readonly unknown[] {
  const path = resolve(io.cwd, name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse(`${name} cannot be read: ${(error as Error).message}`);
  }
  if (/^[0-9a-f]{64}\t/.test(text)) return readJournal<unknown>(path).records;
  return text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return refuse(`${name}:${at + 1} must be a JSON record; was ${line.slice(0, 60)}`);
    }
  });
}

const probability = (p: number): string => (Number.isNaN(p) ? "n/a" : p < 0.001 ? "<0.001" : p.toFixed(3));

function textOf(name: string, { findings, trades, overrides, level, decidedBy }: BiasReport): string {
  const rows = findings.map(({ name: bias, verdict, n, p, adjusted, reason }) => [
    verdict === "marked" ? "MARKED" : verdict,
    bias,
    String(n),
    probability(p),
    probability(adjusted),
    reason,
  ]);
  const marked = findings.filter(({ verdict }) => verdict === "marked").length;
  const rule =
    decidedBy === "strategy" ? "; nobody felt anything here: a mark is a rule of the strategy" : "";
  return `${name}: ${trades} trades, ${overrides} requests for more risk
${tableText(rows, { head: ["verdict", "bias", "n", "p", "corrected", ""], right: [2, 3, 4] })}
${marked === 0 ? "no mark is shown" : `${marked} marked`} at ${level * 100}% in all (Holm)${rule}
`;
}
