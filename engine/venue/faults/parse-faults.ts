import { refuse, suggest } from "../../core/errors.ts";
import {
  type FaultKind,
  type FaultPlan,
  type MessageFault,
  messageFaults,
  type SpellFault,
  type SpellRate,
  spellFaults,
  spellSizes,
  type TimedFault,
} from "./kinds.ts";
import { type FaultMode, faultModes, modePlan } from "./modes.ts";

type Given = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

const kinds: readonly string[] = [...messageFaults, ...spellFaults];
const isMessage = (kind: string): kind is MessageFault => (messageFaults as readonly string[]).includes(kind);

/**
 * A fault plan from what a file holds (`chaos.yaml`) or from the name of a mode. Its fields, all optional:
 *
 * - `mode`: `calm` (unless told), `rough` or `hell`, from which it begins; `seed`: a whole number.
 * - `rates`: chance of each message fault, such as `drop-request: 0.01`.
 * - `spells`: of each spell `{ per-day, mean, size }`, such as `disconnect: { per-day: 4, mean: 20s }`.
 * - `timeline`: a list of `{ at, kind, for, symbol, size }`, where `at` is a span from the start (`2h`) or a time in ISO
 *   8601, `for` a span, and `size` ms of a wrong clock, fraction of a crash, chance of a message fault.
 *
 * Throws a UserError that names field, rule and value.
 *
 * @example
 * parseFaults("rough").rates["drop-request"] // => 0.001
 * parseFaults({ timeline: [{ at: "2h", kind: "outage", for: "5m" }] }).timeline[0].forMs // => 300000
 * parseFaults({ rates: { "drop-reqest": 1 } }) // => throws "did you mean"
 */
export function parseFaults(input: unknown): FaultPlan {
  const given = typeof input === "string" ? { mode: input } : input;
  if (!isRecord(given)) refuse(`faults must be a mode or a record; were ${shown(input)}`);
  known("field of faults", given, ["mode", "seed", "rates", "spells", "timeline"]);
  const { mode = "calm", seed = 1 } = given;
  if (!faultModes.includes(mode as FaultMode)) {
    refuse(`mode of faults must be one of ${faultModes.join(", ")}; was ${shown(mode)}`);
  }
  if (!Number.isSafeInteger(seed)) refuse(`seed of faults must be a whole number; was ${shown(seed)}`);
  const base = modePlan(mode as FaultMode, seed as number);
  return {
    seed: base.seed,
    rates: { ...base.rates, ...parseRates(given.rates) },
    spells: { ...base.spells, ...parseSpells(given.spells, base) },
    timeline: parseTimeline(given.timeline),
  };
}

function known(noun: string, given: Given, names: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    refuse(`unknown ${noun} "${name}"${suggest(name, names) || `; there are ${names.join(", ")}`}`);
  }
}

function record(name: string, given: unknown): Given {
  if (given === undefined) return {};
  if (!isRecord(given)) refuse(`${name} must be a record; was ${shown(given)}`);
  return given;
}

function numberIn(name: string, value: unknown, from: number, to: number): number {
  if (typeof value === "number" && value >= from && value <= to) return value;
  return refuse(`${name} must be a number in [${from}, ${to}]; was ${shown(value)}`);
}

function parseRates(input: unknown): Partial<Record<MessageFault, number>> {
  const given = record("rates", input);
  for (const name of Object.keys(given)) {
    if ((spellFaults as readonly string[]).includes(name)) {
      refuse(`rates.${name} goes on for a time; put it under spells: ${name}: { per-day: 1, mean: 30s }`);
    }
  }
  known("rate", given, messageFaults);
  const parsed = Object.entries(given).map(([name, value]) => [name, numberIn(`rates.${name}`, value, 0, 1)]);
  return Object.fromEntries(parsed);
}

function parseSpells(input: unknown, base: FaultPlan): Partial<Record<SpellFault, SpellRate>> {
  const given = record("spells", input);
  known("spell", given, spellFaults);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const spell = record(`spells.${name}`, value);
      known(`field of spells.${name}`, spell, ["per-day", "mean", "size"]);
      const { meanMs, size, perDay } = base.spells[name as SpellFault];
      const rate: SpellRate = {
        perDay:
          spell["per-day"] === undefined
            ? perDay
            : numberIn(`spells.${name}.per-day`, spell["per-day"], 0, 10_000),
        meanMs: spell.mean === undefined ? meanMs : parseSpan(`spells.${name}.mean`, spell.mean),
        size:
          spell.size === undefined ? size : parseSize(`spells.${name}.size`, name as FaultKind, spell.size),
      };
      return [name, rate];
    }),
  );
}

function parseTimeline(input: unknown): TimedFault[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) refuse(`timeline must be a list; was ${shown(input)}`);
  return input.map((entry, k) => parseEntry(`timeline[${k}]`, entry));
}

function parseEntry(name: string, input: unknown): TimedFault {
  const given = record(name, input);
  known(`field of ${name}`, given, ["at", "kind", "for", "symbol", "size"]);
  const { kind, symbol } = given;
  if (typeof kind !== "string" || !kinds.includes(kind)) {
    const hint = typeof kind === "string" ? suggest(kind, kinds) : "";
    refuse(`${name}.kind must be one of ${kinds.join(", ")}; was ${shown(kind)}${hint}`);
  }
  if (symbol !== undefined && typeof symbol !== "string") {
    refuse(`${name}.symbol must be a text; was ${shown(symbol)}`);
  }
  const forever = kind === "delisting";
  if (given.for === undefined && !forever) refuse(`${name} needs for, such as 30s; it is of kind ${kind}`);
  const size = given.size ?? (isMessage(kind) ? 1 : (spellSizes[kind as SpellFault] ?? 0));
  return {
    kind: kind as FaultKind,
    ...parseAt(`${name}.at`, given.at),
    forMs: forever ? Number.POSITIVE_INFINITY : parseSpan(`${name}.for`, given.for),
    symbol,
    size: parseSize(`${name}.size`, kind as FaultKind, size),
  };
}

function parseSize(name: string, kind: FaultKind, value: unknown): number {
  if (kind === "wrong-clock") return numberIn(name, value, -86_400_000, 86_400_000);
  return numberIn(name, value, 0, kind === "flash-crash" ? 0.99 : 1);
}

function parseAt(name: string, value: unknown): Pick<TimedFault, "atMs" | "since"> {
  // A YAML reader makes a date of what looks like one.
  const text = value instanceof Date ? value.toISOString() : value;
  const epoch = typeof text === "string" && /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (epoch === epoch) return { atMs: epoch, since: "epoch" };
  return { atMs: parseSpan(name, value), since: "start" };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Ms of a span such as `250ms`, `1.5h`; a plain number is ms. */
function parseSpan(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value.trim()) : null;
  if (!match) refuse(`${name} must be a span such as 250ms, 30s, 5m, 2h, 1d; was ${shown(value)}`);
  return Number(match[1]) * units[match[2]!]!;
}
