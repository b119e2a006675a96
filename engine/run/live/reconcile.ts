import { findEntry, isOpen } from "../../execution/order-table.ts";
import type { StandingMessage } from "../../ports.ts";
import { transition } from "../../risk/standing.ts";
import { knowsFill } from "../../trade/fill-ids.ts";
import { gridCount } from "../../trade/grid.ts";
import { cancelAll } from "../execute.ts";
import { countVerdict } from "../session.ts";
import { type Desk, sendAction } from "./desk.ts";
import { hear } from "./hear.ts";

/** What is done about what a venue has and a session does not. */
export interface ReconcilePolicy {
  /** An open order that is not the session's: it is cancelled, it halts what adds, or it is left to whoever placed it. */
  readonly unknownOrder: "cancel" | "halt" | "leave";
  /** Difference of cash that counts as rounding, as a fraction of all that was ever paid and received. */
  readonly cashRounding: number;
}

export const reconcilePolicy: ReconcilePolicy = { unknownOrder: "cancel", cashRounding: 1e-9 };

/** A difference between a session and its venue. */
export interface Difference {
  readonly ts: number;
  readonly kind: "order" | "position" | "cash";
  /** Id of the order, or symbol of the position; empty for cash. */
  readonly name: string;
  /** What the venue has beyond the session: lots, or money; 1 for an order. */
  readonly amount: number;
}

/** What is known of differences. */
export interface Reconciling {
  readonly policy: ReconcilePolicy;
  /** Differences of the last standing by name, and those that were there in the one before as well. */
  suspected: Map<string, Difference>;
  standing: Map<string, Difference>;
  /** Amounts that an operator has accepted by lifting the halt that they led to. */
  readonly accepted: Map<string, number>;
  /** The last that were acted upon, oldest first. */
  readonly found: Difference[];
  /** Sum of the notionals of so many fills: what was paid and received, by which rounding is measured. */
  readonly turnover: { fills: number; notional: number };
}

export const createReconciling = (policy: Partial<ReconcilePolicy> = {}): Reconciling => ({
  policy: { ...reconcilePolicy, ...policy },
  suspected: new Map(),
  standing: new Map(),
  accepted: new Map(),
  found: [],
  turnover: { fills: 0, notional: 0 },
});

const foundMax = 100;
const keyOf = ({ kind, name }: Pick<Difference, "kind" | "name">): string => `${kind} ${name}`;

/**
 * Compares a session with how its account stands at the venue. A fill that was not reported is booked by the venue's record,
 * once. An order that is not the session's is cancelled unless the policy says otherwise. A position that is not its own, and
 * cash that differs by more than rounding, halt what adds until an operator lifts that, and so accepts the difference.
 * What differs must do so in two standings in a row: between them everything that was under way has arrived.
 */
export function reconcile(desk: Desk, standing: StandingMessage): void {
  const { ts } = standing;
  for (const fill of standing.fills) if (isNews(desk, fill, ts)) hear(desk, { ...fill, ts });
  const { reconciling } = desk;
  const now = new Map(differencesOf(desk, standing).map((each) => [keyOf(each), each]));
  const before = reconciling.suspected;
  reconciling.suspected = now;
  reconciling.standing = new Map(
    [...now].filter(([key, { amount }]) => isSame(desk, before.get(key)?.amount, amount)),
  );
  for (const difference of reconciling.standing.values()) act(desk, difference, standing);
}

/** How long the report of a fill may be under way before it counts as lost. */
const lostMs = 10_000;

/** Whether a fill was not reported, of an order that is open here. */
function isNews({ blotter }: Desk, { id, report }: StandingMessage["fills"][number], nowMs: number): boolean {
  if (report.kind !== "fill" || nowMs - report.ts < lostMs) return false;
  const entry = findEntry(blotter.orders, id);
  return entry !== undefined && isOpen(entry) && !knowsFill(entry.order, report.fillId);
}

const isSame = (desk: Desk, a: number | undefined, b: number): boolean =>
  a !== undefined && Math.abs(a - b) <= roundingOf(desk);

/** Sums of many amounts differ by rounding: as much as a fraction of all that went in and out. */
function roundingOf({
  session: { settings, fills, costs },
  reconciling: { policy, turnover },
}: Desk): number {
  for (; turnover.fills < fills.length; turnover.fills++) {
    turnover.notional += Math.abs(fills[turnover.fills]!.notional);
  }
  // Funding settles at the last price that each side has seen, which is not always the same.
  return policy.cashRounding * (settings.cash + turnover.notional) + 1e-3 * Math.abs(costs.funding);
}

function differencesOf(desk: Desk, { ts, orders, positions, cash }: StandingMessage): Difference[] {
  const { blotter, list, session, reconciling } = desk;
  const { accepted } = reconciling;
  const unknown = orders.filter(({ id }) => {
    const entry = findEntry(blotter.orders, id);
    return !entry || !isOpen(entry);
  });
  const found = unknown.map(({ id }): Difference => ({ ts, kind: "order", name: id, amount: 1 }));
  for (const { slot, instrument } of list) {
    const { symbol } = instrument;
    const own = Math.sign(slot.quantity) * gridCount(instrument.lot, Math.abs(slot.quantity), "nearest");
    const amount = (positions[symbol] ?? 0) - own;
    if (amount !== (accepted.get(`position ${symbol}`) ?? 0))
      found.push({ ts, kind: "position", name: symbol, amount });
  }
  // Interest on what is borrowed is reckoned here, and not at the venue.
  const amount = cash === null ? 0 : cash - session.cash - session.costs.borrow;
  const beyond = Math.abs(amount - (accepted.get("cash ") ?? 0));
  if (beyond > roundingOf(desk)) found.push({ ts, kind: "cash", name: "", amount });
  return found;
}

function act(desk: Desk, difference: Difference, { orders, ts }: StandingMessage): void {
  const { kind, name } = difference;
  const { policy } = desk.reconciling;
  if (kind !== "order" || policy.unknownOrder === "halt") halt(desk, difference);
  else if (policy.unknownOrder === "cancel") {
    note(desk, difference);
    const { symbol } = orders.find(({ id }) => id === name)!;
    sendAction(desk, { kind: "cancel", id: name, symbol }, ts);
  }
}

function note({ reconciling: { found }, session }: Desk, difference: Difference): void {
  countVerdict(session, `venue differs: ${difference.kind}`);
  found.push(difference);
  if (found.length > foundMax) found.shift();
}

/** Halts what adds: what is held stays, protected. */
function halt(desk: Desk, difference: Difference): void {
  const { session } = desk;
  if (!transition(session.risk.state.standing, "difference", difference.ts)) return;
  note(desk, difference);
  for (const { slot } of desk.list) cancelAll(session, slot);
}

/** An operator lets a session go on: what differs now is not its own, and stays out of its account. */
export function acceptDifferences({ reconciling }: Desk): void {
  for (const [key, { amount }] of reconciling.standing) reconciling.accepted.set(key, amount);
}
