import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { readJournal } from "../../data/dossiers/override-journal.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Run } from "../../engine/run/result.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { type BiasReport, detectBiases } from "../../research/bias/detect.ts";
import { recordOfRun } from "../../research/bias/from-run.ts";
import { parseBiasRecord } from "../../research/bias/parse-record.ts";
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
      describe: "A journal (a JSON record a line: trades, prices, overrides), or a stored run",
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
    const { name, report, run } = await examine(args, io);
    if (args.json) io.out(`${canonicalJson({ of: name, ...report })}\n`);
    else io.out(textOf(name, report));
    if (args.report !== undefined) {
      const path = resolve(io.cwd, args.report);
      await writeWhole(path, await pageOf({ name, report, run }));
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
  readonly run?: { readonly run: Run; readonly bars: readonly Bars[] } | undefined;
}

async function examine(args: BiasArgs, io: Io): Promise<Examined> {
  const path = resolve(io.cwd, args.what);
  const asked = args.overrides === undefined ? [] : linesOf(args.overrides, io);
  if (existsSync(path) && statSync(path).isFile()) {
    const record = parseBiasRecord([...linesOf(args.what, io), ...asked]);
    return { name: basename(path), report: detectBiases(record, "person") };
  }
  const opened = openRun(existsSync(join(path, "run.json")) ? path : args.what, args.runs, io);
  const { datasets } = await storedHistory(opened, io);
  const { run } = opened;
  const bars = datasets.map((dataset) => dataset.bars);
  const { overrides } = parseBiasRecord(asked);
  const decidedBy = overrides.length > 0 ? "person" : "strategy";
  const report = detectBiases({ ...recordOfRun(run, bars), overrides }, decidedBy);
  return { name: run.identity.id, report, run: { run, bars } };
}

/** The report of a run with what was found in it, or a page of what was found in a journal. */
async function pageOf({ name, report, run }: Examined): Promise<string> {
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
