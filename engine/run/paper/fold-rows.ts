import { type Bars, barFields } from "../../trade/bars.ts";
import type { DecisionValues } from "../decide.ts";
import type { DecisionStream } from "../event.ts";
import type { MarketData } from "../market.ts";
import { createRecords, type Records, record } from "../record.ts";
import type { Session } from "../session.ts";

/** What a session saw and stood at, bar by bar; the columns of a symbol stand under its index. */
export interface FoldRows {
  readonly ts: number[];
  readonly equity: number[];
  readonly exposure: number[];
  readonly net: number[];
  /** Funding and borrow paid so far. */
  readonly holding: number[];
  /** Open, high, low, close and volume of each symbol; NaN where it has no bar. */
  readonly bars: number[][][];
  /** Sum of the funding rates that settled within the bar; 0 for none. */
  readonly funding: number[][];
  /** Whether the bar was missed and told later, so that nothing was decided on it. */
  readonly past: boolean[];
  /** What was decided at the close; NaN where nothing was. */
  readonly targets: number[][];
  /** The target that counts from then on: what limits, halts and the rebalance threshold left of it. */
  readonly acted: number[][];
  /** Price at which the symbol stood in the books. */
  readonly marks: number[][];
}

export const createRows = (symbols: number): FoldRows => {
  const each = (): number[][] => Array.from({ length: symbols }, () => []);
  return {
    ts: [],
    equity: [],
    exposure: [],
    net: [],
    holding: [],
    bars: Array.from({ length: symbols }, () => barFields.map(() => [])),
    past: [],
    funding: each(),
    targets: each(),
    acted: each(),
    marks: each(),
  };
};

const decided: DecisionValues = {
  target: Number.NaN,
  limit: Number.NaN,
  trigger: Number.NaN,
  stop: Number.NaN,
  takeProfit: Number.NaN,
  trail: Number.NaN,
};

/** What a session does not keep of a bar that has just closed, by symbol. */
export interface BarsBeside {
  readonly volumes: number[];
  readonly funding: number[];
  past: boolean;
}

/** Writes down the bar that has just closed. */
export function addRow(
  rows: FoldRows,
  session: Session,
  openMs: number,
  read: DecisionStream["read"],
  { volumes, funding, past }: BarsBeside,
): void {
  const records = createRecords(1, session.slots.length);
  record(session, records, 0);
  rows.ts.push(openMs);
  rows.equity.push(records.equity[0]!);
  rows.exposure.push(session.slots.length === 1 ? Math.abs(records.net[0]!) : records.exposure[0]!);
  rows.net.push(records.net[0]!);
  rows.past.push(past);
  rows.holding.push(session.costs.funding + session.costs.borrow);
  for (const { index, present, open, high, low, close, acted, mark } of session.slots) {
    const prices = present ? [open, high, low, close, volumes[index]!] : [];
    for (const [k, column] of rows.bars[index]!.entries()) column.push(prices[k] ?? Number.NaN);
    rows.funding[index]!.push(funding[index]!);
    read(index, decided);
    rows.targets[index]!.push(past ? Number.NaN : decided.target);
    rows.acted[index]!.push(acted);
    rows.marks[index]!.push(mark);
  }
}

/** The bars from before a session and those that it saw, as one market, funding beside them where any settled. */
export function marketOfRows(
  rows: FoldRows,
  symbols: readonly string[],
  timeframeMs: number,
  history: MarketData | undefined,
): MarketData {
  const before = history?.ts.length ?? 0;
  const join = (earlier: Float64Array | undefined, later: readonly number[]): Float64Array => {
    const out = new Float64Array(before + later.length).fill(Number.NaN);
    if (earlier) out.set(earlier);
    out.set(later, before);
    return out;
  };
  const ts = join(history?.ts, rows.ts);
  const bars = symbols.map((symbol, s): Bars => {
    const column = (k: number) => join(history?.bars[s]?.[barFields[k]!], rows.bars[s]![k]!);
    const [open, high, low, close, volume] = [column(0), column(1), column(2), column(3), column(4)];
    const paid = rows.funding[s]!.some((rate) => rate !== 0);
    const extra = paid && { extra: { funding: join(undefined, rows.funding[s]!) } };
    return { symbol, timeframeMs, ts, open, high, low, close, volume, ...extra };
  });
  return { symbols, timeframeMs, ts, bars };
}

/** The account of a session as columns over its market: the starting cash before its first bar. */
export function recordsOfRows(rows: FoldRows, before: number, cash: number): Records {
  const column = (values: readonly number[], earlier: number): Float64Array => {
    const out = new Float64Array(before + values.length).fill(earlier, 0, before);
    out.set(values, before);
    return out;
  };
  return { equity: column(rows.equity, cash), exposure: column(rows.exposure, 0), net: column(rows.net, 0) };
}
