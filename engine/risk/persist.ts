import { refuse } from "../core/errors.ts";
import type { Limits } from "./limits.ts";
import { restoreSums } from "./returns-window.ts";
import { createRiskState, type RiskState } from "./risk-state.ts";
import { type Lift, type Mode, type Standing, type StandingEvent, transitions } from "./standing.ts";

/** JSON has no NaN and no infinities: they travel as words. */
type Cell = number | string;

/** A state of risk as plain JSON. */
export interface StoredRiskState {
  readonly schema: "bot4/risk-state@1";
  readonly symbols: readonly string[];
  readonly standing: {
    readonly mode: Mode;
    readonly cause: StandingEvent | null;
    readonly sinceMs: Cell;
    readonly lifts: readonly Lift[];
  };
  readonly numbers: Readonly<Record<(typeof numbers)[number], Cell>>;
  readonly columns: Readonly<Record<(typeof columns)[number], readonly Cell[]>>;
  readonly returns: { readonly next: number; readonly count: number; readonly ring: readonly Cell[] };
  readonly ranges: { readonly ring: readonly Cell[]; readonly seen: readonly Cell[] };
}

const numbers = ["peak", "day", "dayEquity", "nextOrder", "bars"] as const;
const columns = ["orderTimes", "closes", "latest", "firstBar"] as const;

const cell = (value: number): Cell => (Number.isFinite(value) ? value : String(value));
const cells = (values: Float64Array): Cell[] => Array.from(values, cell);

/** Everything that a state remembers, as plain JSON. */
export function storeRiskState(state: RiskState): StoredRiskState {
  const { mode, cause = null, sinceMs, lifts } = state.standing;
  const pick = <K extends string, V>(names: readonly K[], of: (name: K) => V) =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, V>;
  return {
    schema: "bot4/risk-state@1",
    symbols: state.symbols,
    standing: { mode, cause, sinceMs: cell(sinceMs), lifts: [...lifts] },
    numbers: pick(numbers, (name) => cell(state[name])),
    columns: pick(columns, (name) => cells(state[name])),
    returns: { next: state.returns.next, count: state.returns.count, ring: cells(state.returns.ring) },
    ranges: { ring: cells(state.ranges.ring), seen: cells(state.ranges.seen) },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The state that {@link storeRiskState} stored, which goes on as the other would have, bit for bit. Throws a
 * UserError where it is none, or not one of these symbols and limits.
 */
export function parseRiskState(input: unknown, symbols: readonly string[], limits: Limits): RiskState {
  const stored = fieldsOf(input, "risk state");
  if (stored.schema !== "bot4/risk-state@1") {
    refuse(`risk state must have the schema bot4/risk-state@1; was ${JSON.stringify(stored.schema)}`);
  }
  if (JSON.stringify(stored.symbols) !== JSON.stringify(symbols)) {
    refuse(`risk state must be of ${symbols.join(", ")}; was of ${JSON.stringify(stored.symbols)}`);
  }
  const state = createRiskState(symbols, limits, 0);
  const [single, lists] = [fieldsOf(stored.numbers, "numbers"), fieldsOf(stored.columns, "columns")];
  for (const name of numbers) state[name] = numberOf(single[name], name);
  for (const name of columns) fill(state[name], lists[name], name);
  const returns = fieldsOf(stored.returns, "returns");
  state.returns.next = wholeOf(returns.next, "returns.next", state.returns.size - 1);
  state.returns.count = wholeOf(returns.count, "returns.count", state.returns.size);
  wholeOf(state.nextOrder, "nextOrder", Math.max(0, state.orderTimes.length - 1));
  fill(state.returns.ring, returns.ring, "returns.ring");
  restoreSums(state.returns);
  const ranges = fieldsOf(stored.ranges, "ranges");
  fill(state.ranges.ring, ranges.ring, "ranges.ring");
  fill(state.ranges.seen, ranges.seen, "ranges.seen");
  Object.assign(state.standing, parseStanding(fieldsOf(stored.standing, "standing")));
  return state;
}

function parseStanding({ mode, cause, sinceMs, lifts }: Fields): Standing {
  const event = cause === null ? undefined : cause;
  // Nothing but a transition of the table leads to a mode, and nothing leads to `active` that lasts.
  const legal =
    event === undefined ? mode === "active" : transitions.some(([, on, to]) => on === event && to === mode);
  if (!legal || (mode === "active" && event !== undefined)) {
    refuse(`standing of the risk state must be a mode and its cause; was ${JSON.stringify({ mode, cause })}`);
  }
  if (!Array.isArray(lifts)) refuse(`lifts of the risk state must be a list; was ${JSON.stringify(lifts)}`);
  return {
    mode: mode as Mode,
    cause: event as StandingEvent | undefined,
    sinceMs: numberOf(sinceMs, "sinceMs"),
    lifts: lifts as Lift[],
  };
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === "object" && value !== null) return value as Fields;
  refuse(`${name} must be a record; was ${JSON.stringify(value)}`);
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  refuse(`${name} of the risk state must be a number; was ${JSON.stringify(value)}`);
}

function wholeOf(value: unknown, name: string, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  refuse(`${name} of the risk state must be a whole number in [0, ${most}]; was ${JSON.stringify(value)}`);
}

function fill(column: Float64Array, values: unknown, name: string): void {
  if (!Array.isArray(values) || values.length !== column.length) {
    const length = Array.isArray(values) ? values.length : JSON.stringify(values);
    refuse(`${name} of the risk state must hold ${column.length} numbers, as the limits ask; was ${length}`);
  }
  for (let i = 0; i < column.length; i++) column[i] = numberOf(values[i], name);
}
