import { refuse } from "../../engine/core/errors.ts";
import type { Check, CheckUnit } from "../validate/check.ts";

/** One check of the gate, as a dossier keeps it. */
export interface GateCheck {
  readonly name: string;
  /** NaN, in JSON null, where it could not be measured. */
  readonly value: number | null;
  /** NaN, in JSON null, where the check reports and does not judge. */
  readonly threshold: number | null;
  readonly verdict: "passed" | "failed" | "not-measurable";
  /** Whether the gate needs it to pass. */
  readonly binding: boolean;
  readonly reason: string;
  /** In which form the two numbers are written, and which side of the threshold passes; older records do not tell. */
  readonly unit?: CheckUnit;
  readonly passes?: Check["passes"];
}

/** What the gate found, as a dossier keeps it: the verdicts and the rules, without the drawings. */
export interface GateRecord {
  readonly schema: "bot4/validation@1";
  readonly passed: boolean;
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** First bar that counts and end of the last, ms since 1970 UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
  readonly sharpe: number | null;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly checks: readonly GateCheck[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const number = (value: unknown, field: string): number =>
  typeof value === "number" ? value : refuse(`validation: ${field} must be a number; was ${String(value)}`);

const numberOrNone = (value: unknown, field: string): number | null =>
  value === null || value === undefined ? null : number(value, field);

const text = (value: unknown, field: string): string =>
  typeof value === "string" ? value : refuse(`validation: ${field} must be a text; was ${String(value)}`);

const yesNo = (value: unknown, field: string): boolean =>
  typeof value === "boolean"
    ? value
    : refuse(`validation: ${field} must be true or false; was ${String(value)}`);

const record = (value: unknown, field: string): Readonly<Record<string, unknown>> =>
  isRecord(value) ? value : refuse(`validation: ${field} must be a record; was ${String(value)}`);

/** One of some words, or nothing. */
function wordOf<T extends string>(value: unknown, words: readonly T[], field: string): T | undefined {
  if (value === undefined) return undefined;
  return (
    words.find((word) => word === value) ??
    refuse(`validation: ${field} must be ${words.join(", ")}; was ${String(value)}`)
  );
}

const units = ["number", "percent", "probability", "count", "days", "bars", "money"] as const;
const sides = ["at-least", "above", "at-most", "below"] as const;
const verdicts = ["passed", "failed", "not-measurable"] as const;

function checkOf(value: unknown, at: number): GateCheck {
  const field = `checks[${at}]`;
  const { name, value: measured, threshold, verdict, binding, reason, ...form } = record(value, field);
  const known =
    verdicts.find((word) => word === verdict) ??
    refuse(`validation: ${field}.verdict must be ${verdicts.join(", ")}; was ${String(verdict)}`);
  const unit = wordOf(form.unit, units, `${field}.unit`);
  const passes = wordOf(form.passes, sides, `${field}.passes`);
  return {
    name: text(name, `${field}.name`),
    value: numberOrNone(measured, `${field}.value`),
    threshold: numberOrNone(threshold, `${field}.threshold`),
    verdict: known,
    binding: yesNo(binding, `${field}.binding`),
    reason: text(reason, `${field}.reason`),
    ...(unit !== undefined && { unit }),
    ...(passes !== undefined && { passes }),
  };
}

/**
 * The record of a validation, read from what `bot4 validate --json` writes or from the validation itself. Its verdict is
 * recomputed from its checks: a record that says otherwise is refused. Throws a UserError that names the field.
 */
export function parseGateRecord(input: unknown): GateRecord {
  const { schema, passed, strategy, params, fromMs, toMs, bars, sharpe, policy, checks } = record(
    input,
    "it",
  );
  if (schema !== "bot4/validation@1") {
    refuse(`validation: schema must be bot4/validation@1; was ${String(schema)}`);
  }
  const list = Array.isArray(checks) ? checks.map(checkOf) : refuse("validation: checks must be a list");
  if (!list.some(({ binding }) => binding)) refuse("validation: checks must hold one that is binding");
  const open = failedChecks(list).length === 0;
  if (yesNo(passed, "passed") !== open) {
    refuse(`validation: passed must be what its checks say (${open}); was ${String(passed)}`);
  }
  return {
    schema,
    passed: open,
    strategy: text(strategy, "strategy"),
    params: record(params, "params"),
    fromMs: number(fromMs, "fromMs"),
    toMs: number(toMs, "toMs"),
    bars: number(bars, "bars"),
    sharpe: numberOrNone(sharpe, "sharpe"),
    policy: record(policy, "policy"),
    checks: list,
  };
}

/** The checks that keep the gate shut. */
export const failedChecks = (checks: readonly GateCheck[]): GateCheck[] =>
  checks.filter(({ binding, verdict }) => binding && verdict !== "passed");
