import { canonicalJson } from "../../data/canonical-json.ts";
import type { Dossier } from "../../research/promotion/dossier.ts";
import { allDifferences, type Difference } from "../../research/promotion/first-difference.ts";

/** What is told as a whole: numbers that follow from the rest, and policies, of which a count says enough. */
const wholes = ["gate.policy", "gate.checks", "statistics", "walkForward", "ledger", "paper"] as const;

/** Statistics that are worth a line each. */
const telling = ["statistics.totalReturn", "statistics.sharpe", "statistics.maxDrawdown"];

type Content = Readonly<Record<string, unknown>>;

/**
 * What differs between two dossiers, for the console: a line for each field that decides what is traded, and one for each
 * part that follows from it, with numbers and hashes shortened.
 *
 * @example
 * differenceLines({ stage: "paper", gate: { policy: { a: 1, b: 2 } } }, { stage: "live", gate: { policy: { a: 2, b: 3 } } }) // => ["gate.policy: 2 fields differ", 'stage: was "paper", is "live"']
 */
export function differenceLines(was: Content, is: Content): string[] {
  const lines: string[] = [];
  const counts = new Map<string, number>();
  for (const difference of allDifferences(was, is)) {
    const whole = wholes.find((name) => difference.field.startsWith(name) && difference.field !== name);
    if (whole === undefined || telling.includes(difference.field)) lines.push(lineOf(difference));
    else counts.set(whole, (counts.get(whole) ?? 0) + 1);
  }
  for (const [whole, count] of counts)
    lines.push(`${whole}: ${count} ${count === 1 ? "field differs" : "fields differ"}`);
  return [...lines, ...verdictLines(was, is)].sort();
}

const lineOf = ({ field, was, is }: Difference): string => {
  const [before, after] = [shortened(was), shortened(is)];
  // What is not told apart when shortened is shown in full.
  const [from, to] = before === after ? [whole(was), whole(is)] : [before, after];
  return `${field}: was ${from}, is ${to}`;
};

const whole = (value: unknown): string => (value === undefined ? "absent" : canonicalJson(value));

const textMax = 60;

function shortened(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value)) {
    return String(Number(value.toPrecision(6)));
  }
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return `${value.slice(0, 12)}…`;
  const text = whole(value);
  return text.length <= textMax ? text : `${text.slice(0, textMax)}…`;
}

/** The checks of the gate that came out otherwise. */
function verdictLines(was: Content, is: Content): string[] {
  const before = new Map(checksOf(was).map(({ name, verdict }) => [name, verdict]));
  return checksOf(is)
    .filter(({ name, verdict }) => before.has(name) && before.get(name) !== verdict)
    .map(({ name, verdict }) => `gate.checks ${name}: was ${before.get(name)}, is ${verdict}`);
}

const checksOf = (content: Content): Dossier["gate"]["checks"] =>
  (content.gate as Partial<Dossier["gate"]> | undefined)?.checks ?? [];
