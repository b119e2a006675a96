import { causes } from "../../research/paper/causes.ts";
import type { PeriodModel } from "../../research/paper/period-model.ts";
import type { PaperVerdict } from "../../research/promotion/judge-paper.ts";
import type { PaperRecord } from "../../research/promotion/paper-record.ts";
import { tableText } from "../table.ts";

/** A session beside its shadow, and what promotion to live would say of it. */
export interface Judged {
  readonly period: PeriodModel;
  readonly record: PaperRecord;
  readonly verdict: PaperVerdict;
}

const linesMax = 15;
const money = (value: number): string => value.toFixed(4).replace(/^-(?=[0.]+$)/, "");
const moment = (ms: number): string =>
  Number.isNaN(ms) ? "-" : new Date(ms).toISOString().slice(0, 16).replace("T", " ");

/** A session beside its shadow, for the console. */
export function shadowText({ period, verdict }: Judged, path: string): string {
  const { amounts, change, agreement, fills, closes } = period;
  const [own, other] = [period.equity.at(-1)!, period.shadowEquity.at(-1)!];
  const parts = causes.map((cause) => [cause, money(amounts[cause])]);
  const checks = verdict.checks.map(({ name, passed, reason }) => [passed ? "ok" : "FAILED", name, reason]);
  return `${period.strategy} (${period.run}), ${moment(period.fromMs)} to ${moment(closes.at(-1)!)}: ${closes.length} bars, ${fills.length} fills
equity ${money(own)}, shadow ${money(other)}; ${agreement.agreed} of ${agreement.decisions} decisions agree

${tableText([...parts, ["all", money(change)]], { head: ["difference by cause", "money"], right: [1] })}
${linesText(period)}
${tableText(checks, { head: ["for live", "", ""] })}
record  ${path}
`;
}

/** The causes of a line that come to something, and what is known beside them. */
function whyText({ amounts, detail }: PeriodModel["lines"][number]): string {
  const words = causes.filter((cause) => money(Math.abs(amounts[cause])) !== money(0)).join(", ");
  return detail === "" ? words : `${words}: ${detail}`;
}

function linesText({ lines }: PeriodModel): string {
  if (lines.length === 0) return "\nnothing differs decision by decision\n";
  const rows = lines
    .slice(0, linesMax)
    .map((line) => [
      moment(line.decidedMs),
      line.symbol,
      `${line.side} (${line.role})`,
      `${line.paper}/${line.shadow}`,
      money(line.total),
      whyText(line),
    ]);
  const head = ["decided (close)", "symbol", "what", "fills", "money", "why"];
  const more = lines.length > linesMax ? `\n… and ${lines.length - linesMax} more (--json has all)` : "";
  return `\n${tableText(rows, { head, right: [4] })}${more}\n`;
}
