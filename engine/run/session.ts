import { refuse } from "../core/errors.ts";
import { createRisk, type Risk, type RiskMarket } from "../risk/risk.ts";
import { resetRiskState } from "../risk/risk-state.ts";
import { rewind } from "../risk/tape.ts";
import type { Bars } from "../trade/bars.ts";
import { type Contract, contractOf, notionalAt, plainContract, valueAt } from "../trade/contract.ts";
import type { Instrument } from "../trade/instrument.ts";
import type { Order } from "../trade/order.ts";
import { parseInstrument } from "../trade/parse-instrument.ts";
import type { Lot } from "../trade/position.ts";
import type { Costs, Fill, Trade } from "./result.ts";
import type { Settings } from "./settings.ts";
import { resetTally, type Tally } from "./tally.ts";

/**
 * What a session knows of one symbol. Changed in place by the stages and by the driver that loads the bar, by nobody
 * else. Nothing here reaches beyond the present bar: a live session has no more to go on.
 */
export interface Slot {
  readonly index: number;
  readonly symbol: string;
  readonly contract: Contract;
  readonly finer: Bars | undefined;
  /** Whether there is a bar now; its prices, and the funding rate that settled within it. */
  present: boolean;
  open: number;
  high: number;
  low: number;
  close: number;
  readonly paysFunding: boolean;
  funding: number;
  lots: Lot[];
  /** Signed sum of the lots. */
  quantity: number;
  /** Orders that wait: market orders for the next open, limit and stop orders for their price. */
  orders: Order[];
  /** The target last acted upon; 0 at the start. */
  acted: number;
  /** Last known price, and the last close. */
  mark: number;
  lastClose: number;
  /** When its last bar closed, ms since 1970 UTC. */
  closedMs: number;
  /** A bar with a low at or below the first, or a high at or above the second, may fill a protective order. */
  alertLow: number;
  alertHigh: number;
  /** Whether lots must be looked at on every bar: funding, borrow, margin, expiry. */
  watch: boolean;
  /** Index of the first bar at whose open a lot is left for its time; Infinity for none. */
  exitIndex: number;
  /** Whether a trailing level follows the bars. */
  trails: boolean;
  ambiguousIndex: number;
  /** Index of the last bar that has closed; -1 before the first. */
  lastIndex: number;
}

/** The state of one run, shared by all drivers. */
export interface Session {
  readonly timeframeMs: number;
  readonly settings: Settings;
  readonly rebalance: number;
  readonly slots: readonly Slot[];
  /** Index and open time of the present bar. */
  index: number;
  ts: number;
  cash: number;
  /** Limits and what they remember: the peak of equity, halts, rolling returns. */
  readonly risk: Risk;
  /** Every order that was placed, in that order; none, as of fills and trades, where a tally is kept instead. */
  readonly orders: Order[];
  readonly fills: Fill[];
  readonly trades: Trade[];
  readonly costs: { -readonly [K in keyof Costs]: number };
  readonly verdicts: { [rule: string]: number };
  ambiguousBars: number;
  /** What is kept of a run that is measured and then forgotten. */
  readonly tally: Tally | undefined;
  /** Takes an order back that is with a venue; undefined where bars fill orders, and they are gone at once. */
  recall: ((order: Order) => void) | undefined;
  /** Signed notional that orders with a venue may still add to a slot; undefined where bars fill orders at once. */
  underWay: ((slot: Slot) => number) | undefined;
}

/** What of a slot never changes. */
type FixedSlot = Pick<Slot, "index" | "symbol" | "contract" | "finer" | "paysFunding">;

/**
 * A slot before its first bar. All its numbers that are no indices begin as NaN: that makes each field a double, which is
 * then written in place, where one that began as 0 would have to be told from a small integer at each reading.
 */
function createSlot({ index, symbol, contract, finer, paysFunding }: FixedSlot): Slot {
  const slot: Slot = {
    index,
    symbol,
    contract,
    finer,
    paysFunding,
    present: false,
    open: Number.NaN,
    high: Number.NaN,
    low: Number.NaN,
    close: Number.NaN,
    funding: Number.NaN,
    lots: [],
    quantity: Number.NaN,
    orders: [],
    acted: Number.NaN,
    mark: Number.NaN,
    lastClose: Number.NaN,
    closedMs: Number.NaN,
    alertLow: Number.NaN,
    alertHigh: Number.NaN,
    watch: false,
    exitIndex: Number.NaN,
    trails: false,
    ambiguousIndex: -1,
    lastIndex: -1,
  };
  clearSlot(slot);
  return slot;
}

function clearSlot(slot: Slot): void {
  slot.present = false;
  slot.open = slot.high = slot.low = slot.close = Number.NaN;
  slot.funding = Number.NaN;
  slot.lots = [];
  slot.quantity = 0;
  slot.orders = [];
  slot.acted = 0;
  slot.mark = slot.lastClose = slot.closedMs = Number.NaN;
  slot.alertLow = slot.alertHigh = Number.NaN;
  slot.watch = slot.trails = false;
  slot.exitIndex = Number.POSITIVE_INFINITY;
  slot.ambiguousIndex = slot.lastIndex = -1;
}

/** What a session must know of its market before the first bar. */
export interface SessionMarket {
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Symbols that pay funding. */
  readonly funding: readonly string[];
  readonly barsPerYear: number;
  /** Whether orders meet trades, and not whole bars. */
  readonly trades?: true;
}

/** A session before its first bar. `finer` holds, by symbol, finer bars that resolve ambiguous ones. */
export function createSession(
  market: SessionMarket,
  settings: Settings,
  rebalance = 0,
  finer: readonly Bars[] = [],
  tally?: Tally,
): Session {
  if (settings.work !== undefined && !market.trades) {
    refuse("work needs trades: bars have no inside; work orders on trades (--trades), or leave it out");
  }
  const instruments = market.symbols.map((symbol) => instrumentOf(settings, symbol));
  checkSettlement(market.symbols, instruments);
  const slots = market.symbols.map((symbol, index) =>
    createSlot({
      index,
      symbol,
      contract: contractIn(settings, symbol, instruments[index]),
      finer: finer.find((bars) => bars.symbol === symbol),
      paysFunding: settings.funding && market.funding.includes(symbol),
    }),
  );
  const { NaN: nan } = Number;
  const session: Session = {
    timeframeMs: market.timeframeMs,
    settings,
    rebalance,
    slots,
    index: -1,
    ts: nan,
    cash: nan,
    risk: createRisk({ ...market, ...venueRules(instruments, settings) }, settings.limits, settings.cash),
    orders: [],
    fills: [],
    trades: [],
    costs: { fees: nan, spread: nan, slippage: nan, funding: nan, borrow: nan },
    verdicts: {},
    ambiguousBars: 0,
    tally,
    recall: undefined,
    underWay: undefined,
  };
  clearAccount(session);
  return session;
}

function clearAccount(session: Session): void {
  const { costs } = session;
  session.cash = session.settings.cash;
  costs.fees = costs.spread = costs.slippage = costs.funding = costs.borrow = 0;
}

/** Makes a session again what it was before its first bar. */
export function resetSession(session: Session): void {
  const { risk, settings, verdicts, tally } = session;
  session.index = -1;
  session.ts = Number.NaN;
  session.ambiguousBars = 0;
  clearAccount(session);
  resetRiskState(risk.state, settings.cash);
  if (risk.tape) rewind(risk.tape);
  for (const rule in verdicts) delete verdicts[rule];
  for (const list of [session.orders, session.fills, session.trades]) list.length = 0;
  session.slots.forEach(clearSlot);
  if (tally) resetTally(tally);
}

/** The instrument of a symbol; undefined where the run was given none. */
function instrumentOf({ instruments }: Settings, symbol: string): Instrument | undefined {
  return Object.hasOwn(instruments, symbol) ? parseInstrument({ symbol, ...instruments[symbol] }) : undefined;
}

/** All symbols of a run share one account, and it keeps one currency. */
function checkSettlement(symbols: readonly string[], instruments: readonly (Instrument | undefined)[]): void {
  const known = instruments.filter((instrument) => instrument !== undefined);
  const other = known.find(({ settle }) => settle !== known[0]!.settle);
  if (!other) return;
  const [first] = known;
  refuse(
    `symbols of a run must settle in one currency; of ${symbols.join(", ")}, ${first!.symbol} settles in ${first!.settle}, ` +
      `${other.symbol} in ${other.settle}; give each currency a run of its own`,
  );
}

/** The contract of a symbol: fees that its instrument does not name are those of the run. */
function contractIn(settings: Settings, symbol: string, instrument: Instrument | undefined): Contract {
  if (!instrument) return plainContract(settings.fees, settings.lot);
  const fees = settings.instruments[symbol]!.fees === undefined ? settings.fees : instrument.fees;
  return contractOf({ ...instrument, fees });
}

/** The contract by which a run trades a symbol. */
export const contractFor = (settings: Settings, symbol: string): Contract =>
  contractIn(settings, symbol, instrumentOf(settings, symbol));

/** What instruments ask of risk beside the limits; nothing where there are none. */
function venueRules(
  instruments: readonly (Instrument | undefined)[],
  { limits }: Settings,
): Pick<RiskMarket, "marginRates" | "notionalMins"> {
  const margined = instruments.some((instrument) => instrument !== undefined && instrument.kind !== "spot");
  const bounded = instruments.some((instrument) => instrument !== undefined && instrument.notionalMin > 0);
  const free = 1 / limits.account.grossMax;
  return {
    ...(margined && {
      marginRates: instruments.map((i) => (i && i.kind !== "spot" ? Math.max(i.margin.initial, free) : free)),
    }),
    ...(bounded && { notionalMins: instruments.map((i) => i?.notionalMin ?? 0) }),
  };
}

/** Cash and all positions at their marks. */
export function equityOf(session: Session): number {
  const { slots } = session;
  let equity = session.cash;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot.quantity !== 0) equity += slot.quantity * valueAt(slot.contract, slot.mark);
  }
  return equity;
}

/** Sum of absolute notionals at their marks, without one slot. */
export function grossBeside(session: Session, except: Slot | undefined): number {
  const { slots } = session;
  let gross = 0;
  for (let s = 0; s < slots.length; s++) {
    const slot = slots[s]!;
    if (slot !== except && slot.quantity !== 0)
      gross += Math.abs(slot.quantity * notionalAt(slot.contract, slot.mark));
  }
  return gross;
}

export const countVerdict = (session: Session, rule: string): void => {
  session.verdicts[rule] = (session.verdicts[rule] ?? 0) + 1;
};
