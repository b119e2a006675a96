import { readJournal } from "../../adapters/journal/read-journal.ts";
import { refuse } from "../../core/errors.ts";
import type { DecisionRow, EquityRow, EventRow, FillRow, OrderRow, RepositoryStore } from "../../ports.ts";
import { createFold, type FoldOptions, type SessionFold } from "./fold-session.ts";
import type { FoldedFill, FoldedOrder } from "./fold-types.ts";

/** What is projected, where from and how. */
export interface ProjectionOptions extends FoldOptions {
  /** Folder of the journal, and the name of the session in the database. */
  readonly folder: string;
  readonly session: string;
  /** Records of one unit of work; 20,000 unless told. */
  readonly batch?: number;
  /** Takes away what is there of the session first, and begins anew. */
  readonly rebuild?: boolean;
  /** Told of each position that is reached. */
  readonly reached?: (sequence: number) => void;
}

/** How far the rows of a session were, and are. */
export interface Projected {
  readonly from: number;
  readonly to: number;
}

/** What of a fold has been written: how many of each list. */
interface Written {
  sequence: number;
  fills: number;
  bars: number;
  events: number;
}

const batchUsual = 20_000;

/**
 * Writes what the journal of a session tells to its database, from the position on at which that stands; each unit of work
 * takes rows and position on together, so that whoever is stopped leaves a whole earlier state. Records before the
 * position are folded and not written: what follows rests on them. Throws a UserError where the database is ahead of the
 * journal, which then is another one.
 */
export async function projectSession(store: RepositoryStore, given: ProjectionOptions): Promise<Projected> {
  const { folder, session, batch = batchUsual, rebuild, reached, ...options } = given;
  const fold = createFold(options);
  if (rebuild) await store.unitOfWork(session, ({ clear }) => clear());
  const from = await store.of(session).position.read();
  const written: Written = { sequence: from, fills: 0, bars: 0, events: 0 };
  const write = async (): Promise<void> => {
    await writeOn(store, session, fold, written);
    reached?.(written.sequence);
  };
  for (const record of readJournal(folder)) {
    // What is told up to the position was written when it was reached.
    if (record.sequence > from && fold.sequence() <= from) skip(fold, written);
    fold.take(record);
    if (fold.sequence() - written.sequence >= batch) await write();
  }
  if (fold.sequence() < from) {
    refuse(
      `the journal in ${folder} must have the ${from} records that the database has read; it has ${fold.sequence()}; ` +
        "have the projection made anew (--rebuild)",
    );
  }
  if (fold.sequence() > written.sequence) await write();
  return { from, to: written.sequence };
}

/** Counts all that a fold holds as written. */
function skip({ orders, rows, events }: SessionFold, written: Written): void {
  orders.changed.clear();
  written.fills = orders.fills.length;
  written.bars = rows.ts.length;
  written.events = events.events.length;
}

/** Writes what a fold has come to since the last time, in one unit of work. */
async function writeOn(
  store: RepositoryStore,
  session: string,
  fold: SessionFold,
  written: Written,
): Promise<void> {
  const { orders, events } = fold;
  const openOf = openTimes(fold);
  const rows = {
    orders: [...orders.changed].map((id) => orderRow(orders.orders.get(id)!, openOf)),
    fills: orders.fills.slice(written.fills).map((fill, k) => fillRow(fill, written.fills + k + 1)),
    equity: equityRows(fold, written.bars),
    decisions: decisionRows(fold, written.bars),
    events: events.events
      .slice(written.events)
      .map((event, k): EventRow => ({ number: written.events + k + 1, ...event })),
  };
  const to = fold.sequence();
  await store.unitOfWork(session, async (repositories) => {
    await repositories.position.advance(written.sequence, to);
    await repositories.orders.save(rows.orders);
    await repositories.fills.append(rows.fills);
    await repositories.equity.append(rows.equity);
    await repositories.decisions.append(rows.decisions);
    await repositories.events.append(rows.events);
  });
  skip(fold, written);
  written.sequence = to;
}

/** The open of a bar by its index in the session's market; null for one that the session has not seen. */
const openTimes =
  ({ rows, history }: SessionFold) =>
  (index: number): number | null =>
    rows.ts[index - history] ?? null;

const known = (value: number): number | null => (value === value ? value : null);
const priceOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

function orderRow(
  { id, request, role, decision, status, filled, price, reason, sentMs, endedMs }: FoldedOrder,
  openOf: (index: number) => number | null,
): OrderRow {
  const { symbol, side, kind, quantity, price: limit, trigger } = request;
  return {
    id,
    symbol,
    side,
    kind,
    role,
    decidedMs: decision < 0 ? null : openOf(decision),
    status,
    quantity: Number(quantity),
    limitPrice: priceOf(limit),
    triggerPrice: priceOf(trigger),
    filled,
    price: known(price),
    reason,
    sentMs,
    endedMs: known(endedMs),
  };
}

const fillRow = (
  { orderId, symbol, side, quantity, price, fee, liquidity, reason, heardMs }: FoldedFill,
  number: number,
): FillRow => ({ number, orderId, symbol, side, quantity, price, fee, liquidity, reason, heardMs });

function equityRows({ rows, timeframeMs }: SessionFold, from: number): EquityRow[] {
  return rows.ts.slice(from).map((openMs, k) => ({
    closeMs: openMs + timeframeMs,
    equity: rows.equity[from + k]!,
    exposure: rows.exposure[from + k]!,
    net: rows.net[from + k]!,
  }));
}

/** Targets that differ from the one before, by symbol; the first that is known counts as new. */
function decisionRows({ rows, timeframeMs, trader }: SessionFold, from: number): DecisionRow[] {
  const symbols = trader.session.slots.map(({ symbol }) => symbol);
  const found: DecisionRow[] = [];
  for (let t = from; t < rows.ts.length; t++) {
    for (const [s, symbol] of symbols.entries()) {
      const target = rows.targets[s]![t]!;
      if (target !== target || target === lastKnown(rows.targets[s]!, t)) continue;
      found.push({ closeMs: rows.ts[t]! + timeframeMs, symbol, target });
    }
  }
  return found;
}

/** The last target before a bar that is known. */
function lastKnown(targets: readonly number[], t: number): number | undefined {
  for (let k = t - 1; k >= 0; k--) if (targets[k] === targets[k]) return targets[k];
  return undefined;
}
