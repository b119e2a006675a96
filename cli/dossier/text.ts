import type { Limits } from "../../engine/risk/limits.ts";
import { researchLimits } from "../../engine/risk/profiles.ts";
import type { Dossier } from "../../research/promotion/dossier.ts";
import { allDifferences } from "../../research/promotion/first-difference.ts";
import type { GateCheck } from "../../research/promotion/gate-record.ts";
import { formatMetric, formatTime } from "../format.ts";
import { tableText } from "../table.ts";
import { passing, valueText } from "../validate/text.ts";

const words = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join(" ") || "none";

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);

/** A dossier for the console: what it rests on, its limits, and each check with value and threshold. */
export function dossierText(id: string, sha256: string, dossier: Dossier): string {
  const { strategy, code, run, data, seeds, statistics, gate, ledger, walkForward, paper } = dossier;
  const sealed = dossier as Dossier & { readonly seal: { readonly publicKey: string } };
  const metric = (name: string, unit: "percent" | "ratio"): string =>
    formatMetric(statistics[name] ?? Number.NaN, unit);
  return `${[
    `${id}  ${dossier.stage}`,
    `sha256      ${sha256}`,
    `promoted    ${formatTime(dossier.promotedMs)} UTC, signed by ${sealed.seal.publicKey}`,
    `before it   ${dossier.previous ?? "none"}${dossier.supersedes === null ? "" : `; supersedes ${dossier.supersedes}`}`,
    `strategy    ${strategy.name} (${strategy.target})  ${words(strategy.params)}`,
    `source      ${strategy.sourceHash}`,
    `graph       ${strategy.graphHash}`,
    `code        ${code.version}; lock ${code.lock ?? "none"}`,
    ...limitLines(dossier.settings.limits),
    `run         ${run.id}; return ${metric("totalReturn", "percent")}, Sharpe ${metric("sharpe", "ratio")}, drawdown ${metric("maxDrawdown", "percent")}`,
    ...data.map(({ name, sha256: hash, rows }) => `data        ${name}, ${rows} rows, ${hash}`),
    `seeds       ${words(seeds)}`,
    `ledger      ${ledger.trials} variants tried, ${ledger.failed} failed`,
    `walk        ${walkForward?.run ?? "none"}`,
    ...(paper ? paper.checks.map(({ name, reason }) => `paper       ${name}: ${reason}`) : []),
    "",
    gateTable(gate.checks),
  ].join("\n")}\n`;
}

/**
 * The limits that bind, a line a group: all that differ from a profile that only keeps the account whole, and leverage and
 * shorts, for which there is always a rule.
 */
export function limitLines(limits: Limits): string[] {
  const bound = new Map([["account", new Map<string, unknown>()]]);
  const { grossMax, short } = limits.account;
  for (const { field, is } of allDifferences(researchLimits, limits)) {
    const [group = "", ...rest] = field.split(".");
    if (is === undefined) continue;
    bound.set(group, (bound.get(group) ?? new Map()).set(rest.join("."), is));
  }
  bound.get("account")!.set("grossMax", grossMax).set("short", short);
  return [...bound]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, values]) => {
      const sorted = Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
      return `limits      ${group.padEnd(10)} ${words(sorted)}`;
    });
}

function gateTable(checks: readonly GateCheck[]): string {
  const rows = checks.map((check) => [
    verdictText(check),
    check.name,
    numberText(check.value, check),
    check.threshold === null
      ? ""
      : `${check.passes ? `${passing[check.passes]} ` : ""}${numberText(check.threshold, check)}`,
    check.reason,
  ]);
  return tableText(rows, { head: ["gate", "check", "value", "threshold", "why"], right: [2] });
}

/** The verdict, and of one that the gate does not need that it was only reported. */
function verdictText({ verdict, binding, threshold }: GateCheck): string {
  const text = verdict === "not-measurable" ? "not measurable" : threshold === null ? "noted" : verdict;
  return binding || verdict === "passed" ? text : `${text}, reported`;
}

const numberText = (value: number | null, { unit }: GateCheck): string =>
  unit === undefined && value !== null && Number.isFinite(value)
    ? String(Number(value.toPrecision(4)))
    : valueText(value ?? Number.NaN, unit ?? "number");
