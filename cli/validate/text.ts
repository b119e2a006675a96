import { blocks, type Check } from "../../research/validate/check.ts";
import type { Validation } from "../../research/validate/model.ts";
import type { Io } from "../io.ts";
import { bold, dim, tableText, warm } from "../table.ts";

/** Which side of a threshold passes, in words. */
export const passing: Readonly<Record<Check["passes"], string>> = {
  "at-least": "at least",
  above: "above",
  "at-most": "at most",
  below: "below",
};

const digits: Readonly<Record<Check["unit"], number>> = {
  number: 2,
  percent: 1,
  probability: 3,
  count: 0,
  days: 0,
  bars: 0,
  money: 0,
};

/**
 * A value of a check in its unit.
 *
 * @example
 * valueText(0.1234, "percent") // => "12.3%"
 * @example
 * valueText(Number.NaN, "count") // => "n/a"
 */
export function valueText(value: number, unit: Check["unit"]): string {
  if (Number.isNaN(value)) return "n/a";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const shown = unit === "percent" ? value * 100 : value;
  const options = { minimumFractionDigits: digits[unit], maximumFractionDigits: digits[unit] };
  const text = shown.toLocaleString("en-US", options).replace(/^-(?=[0.]+$)/, "");
  return unit === "percent" ? `${text}%` : unit === "days" ? `${text} days` : text;
}

/** What stands for a verdict: that of a check which does not decide, or has nothing to pass, is a note. */
const verdictText = ({ verdict, binding, threshold }: Check): string => {
  if (verdict === "not-measurable") return binding ? "NOT MEASURABLE" : "not measurable";
  if (Number.isNaN(threshold)) return "noted";
  if (verdict === "passed") return "passed";
  return binding ? "FAILED" : "noted";
};

/** What `bot4 validate` prints: a line a check, and the verdict last. */
export function validationText(found: Validation, id: string, io: Io): string {
  const { strategy, params, trials, checks, sharpe, bars } = found;
  const named = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
  const tried = `${trials.count.toLocaleString("en-US")} variant${trials.count === 1 ? "" : "s"} in the ledger`;
  const rows = checks.map((check) => [
    verdictText(check),
    check.name,
    valueText(check.value, check.unit),
    Number.isNaN(check.threshold) ? "" : `${passing[check.passes]} ${valueText(check.threshold, check.unit)}`,
    check.reason,
  ]);
  const [head, ...lines] = tableText(rows, {
    head: ["verdict", "check", "value", "threshold", "why"],
    right: [2],
  }).split("\n");
  return [
    `${bold(strategy, io)}  ${dim(named.join(" "), io)}`,
    `run         ${id}: Sharpe ratio ${valueText(sharpe, "number")} over ${valueText(bars, "bars")} bars; ${tried}`,
    "",
    dim(head!, io),
    ...lines.map((line, k) => (blocks(checks[k]!) ? warm(line, io) : line)),
    "",
    verdictLine(found, io),
  ].join("\n");
}

/** The verdict in a sentence. */
export function verdictLine({ passed, checks }: Pick<Validation, "passed" | "checks">, io: Io): string {
  const binding = checks.filter((check) => check.binding);
  if (passed) return bold(`passed      all of ${binding.length} binding checks hold`, io);
  const shut = checks.filter(blocks).map(({ name }) => name);
  const text = `FAILED      ${shut.length} of ${binding.length} binding checks do not hold: ${shut.join(", ")}`;
  return warm(text, io);
}
