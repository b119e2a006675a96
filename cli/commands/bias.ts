import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { readJournal } from "../../data/dossiers/override-journal.ts";
import { refuse } from "../../engine/core/errors.ts";
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
    const { name, report } = await examine(args, io);
    if (args.json) io.out(`${canonicalJson({ of: name, ...report })}\n`);
    else io.out(textOf(name, report));
    if (args.report !== undefined) {
      const { renderBias } = await import("../../reports/render-bias.ts");
      const path = resolve(io.cwd, args.report);
      await writeWhole(path, renderBias(name, report));
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

async function examine(
  args: BiasArgs,
  io: Io,
): Promise<{ readonly name: string; readonly report: BiasReport }> {
  const path = resolve(io.cwd, args.what);
  const asked = args.overrides === undefined ? [] : linesOf(args.overrides, io);
  if (existsSync(path) && statSync(path).isFile()) {
    const record = parseBiasRecord([...linesOf(args.what, io), ...asked]);
    return { name: basename(path), report: detectBiases(record, "person") };
  }
  const opened = openRun(existsSync(join(path, "run.json")) ? path : args.what, args.runs, io);
  const { datasets } = await storedHistory(opened, io);
  const record = recordOfRun(
    opened.run,
    datasets.map(({ bars }) => bars),
  );
  const { overrides } = parseBiasRecord(asked);
  return {
    name: opened.run.identity.id,
    report: detectBiases({ ...record, overrides }, overrides.length > 0 ? "person" : "strategy"),
  };
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
