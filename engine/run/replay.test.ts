import { expect, test } from "vitest";
import { drawCase, makeCase, type Parity } from "../../test/parity/case.ts";
import { parseLimits } from "../risk/parse-limits.ts";
import {
  type Account,
  type AccountFill,
  applyFill,
  applyFunding,
  deposit,
  equityIn,
  holdingOf,
  openAccount,
  purseTotal,
  settleExpiry,
  unrealisedIn,
} from "../trade/account.ts";
import { gridCount, gridValue } from "../trade/grid.ts";
import { type Instrument, notionalOf, unitValue } from "../trade/instrument.ts";
import { liquidationPrice } from "../trade/margin.ts";
import { parseInstrument } from "../trade/parse-instrument.ts";
import { isRejected } from "../trade/rejection.ts";
import { closeBar, openBar } from "./bar.ts";
import { decideAll } from "./decide.ts";
import { createDecisionStream } from "./event.ts";
import { columnOf, loadBar, sessionMarket } from "./market.ts";
import type { Fill } from "./result.ts";
import { createSession, equityOf, type Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { firstIndex, shapeOf } from "./vector.ts";

/**
 * The session keeps its own books for speed. The judge of them is the account of `engine/trade`, which shares no code
 * with them but the grid: it is given the fills of a run, in their order, and must come to the same money.
 */
interface Judge {
  readonly session: Session;
  readonly instruments: readonly Instrument[];
  readonly settle: string;
  readonly marks: Record<string, number>;
  account: Account;
  /** What fills were worse than their references, in money. */
  worse: number;
  replayed: number;
  liquidated: number;
}

const shown = { fills: 0, liquidations: 0, expiries: 0, fundings: 0, inverse: 0, makers: 0 };

const near = (got: number, want: number, scale: number, what: string): void => {
  if (!(Math.abs(got - want) <= 1e-9 * Math.max(scale, Math.abs(want)))) expect(got, what).toBe(want);
};

function judgeOf(session: Session): Judge {
  const { settings } = session;
  const instruments = session.slots.map(({ symbol }) => {
    const given = settings.instruments[symbol]!;
    const own = parseInstrument({ symbol, ...given });
    return given.fees === undefined ? { ...own, fees: settings.fees } : own;
  });
  const { settle } = instruments[0]!;
  const account = deposit(openAccount("net", instruments), settle, settings.cash);
  return { session, instruments, settle, marks: {}, account, worse: 0, replayed: 0, liquidated: -1 };
}

const lotsOf = ({ lot }: Instrument, quantity: number, what: string): number => {
  const lots = Math.round(quantity / lot.step);
  near(quantity, gridValue(lot, lots), 0, `${what}: whole lots`);
  return lots;
};

/** What every fill must keep to, whoever made it. */
function checkFill(instrument: Instrument, fill: Fill, what: string): void {
  const { price, reference, side, liquidity, reason } = fill;
  const sign = side === "buy" ? 1 : -1;
  if (liquidity === "maker") {
    expect(price, `${what}: maker`).toBe(reference);
    return;
  }
  expect(price * sign, `${what}: no better than its reference`).toBeGreaterThanOrEqual(reference * sign);
  const onGrid = gridValue(instrument.tick, gridCount(instrument.tick, price, "nearest"));
  expect(price, `${what}: ${reason} on the grid of ${instrument.tick.text}`).toBe(onGrid);
}

/** Where the account says that a liquidation falls due, beside where the session took it. */
function checkLiquidation(judge: Judge, fill: Fill, what: string): void {
  const { session, account, marks } = judge;
  const slot = session.slots.find(({ symbol }) => symbol === fill.symbol)!;
  const key = session.index * session.slots.length + slot.index;
  // The lots of a position go one after the other, at one price.
  if (judge.liquidated === key) return;
  judge.liquidated = key;
  const due = liquidationPrice(account, fill.symbol, marks);
  // What was entered within the bar has seen no more of it than what came after.
  const entered = session.fills
    .slice(0, judge.replayed)
    .findLast(
      ({ symbol, index, reason }) => symbol === fill.symbol && index === fill.index && reason === "entry",
    );
  const from = entered && due === due ? entered.reference : slot.open;
  const worse = fill.side === "sell" ? Math.min : Math.max;
  const expected = [worse(due, from), worse(due, slot.open)];
  const nearest = expected.find((price) => Math.abs(price - fill.reference) <= 1e-9 * price) ?? expected[0]!;
  near(fill.reference, nearest, 0, `${what}: liquidation`);
  shown.liquidations++;
}

/** No stop is taken that lies beyond the liquidation. */
function checkNearer(
  { session, account, marks }: Judge,
  { symbol, reference, side }: Fill,
  what: string,
): void {
  const slot = session.slots.find((other) => other.symbol === symbol)!;
  const due = liquidationPrice(account, symbol, marks);
  // A gap passes both levels at once.
  if (slot.contract.margin === undefined || due !== due || reference === slot.open) return;
  const beyond = side === "sell" ? due - reference : reference - due;
  expect(beyond, `${what}: beyond the liquidation at ${due}`).toBeLessThan(1e-9 * due);
}

/** Books the fills since the last call. */
function replay(judge: Judge, within: "range" | "close"): void {
  const { session, instruments, marks } = judge;
  for (; judge.replayed < session.fills.length; judge.replayed++) {
    const fill = session.fills[judge.replayed]!;
    const { symbol, side, price, liquidity, ts, reason } = fill;
    const what = `fill ${judge.replayed} (${symbol} ${side} ${reason} of bar ${fill.index})`;
    const instrument = instruments.find((other) => other.symbol === symbol)!;
    const lots = lotsOf(instrument, fill.quantity, what);
    checkFill(instrument, fill, what);
    if (reason === "liquidation" && within === "range") checkLiquidation(judge, fill, what);
    if (reason === "stop" || reason === "trail") checkNearer(judge, fill, what);
    if (reason === "expiry") {
      // The session closes lot by lot, the account all at once.
      if (holdingOf(judge.account, symbol).lots !== 0) {
        judge.account = settleExpiry(judge.account, symbol, price);
        shown.expiries++;
      }
      near(fill.fee, 0, 0, `${what}: fee`);
    } else {
      const given: AccountFill = { symbol, side, lots, price, liquidity, ts };
      const next = applyFill(judge.account, given);
      if (isRejected(next)) expect.fail(`${what} is refused: ${JSON.stringify(next)}`);
      const fee = purseTotal(next, judge.settle, "fees") - purseTotal(judge.account, judge.settle, "fees");
      near(fill.fee, fee, session.settings.cash, `${what}: fee`);
      judge.account = next;
      const change = (side === "buy" ? 1 : -1) * fill.quantity;
      judge.worse += change * (unitValue(instrument, price) - unitValue(instrument, fill.reference));
      near(fill.notional, notionalOf(instrument, change, price), 0, `${what}: notional`);
    }
    marks[symbol] = fill.reference;
    shown.fills++;
    if (liquidity === "maker") shown.makers++;
    if (instrument.payoff === "inverse") shown.inverse++;
  }
}

/** The books agree: equity, positions, and the sum of what every purse holds. */
function checkBooks(judge: Judge, what: string): void {
  const { session, account, settle, marks } = judge;
  const scale = session.settings.cash;
  const equity = equityIn(account, settle, marks);
  near(equityOf(session), equity, scale, `${what}: equity`);
  for (const { symbol, quantity } of session.slots) {
    const { lots } = holdingOf(account, symbol);
    const instrument = account.instruments[symbol]!;
    near(quantity, gridValue(instrument.lot, lots), 0, `${what}: position of ${symbol}`);
  }
  const purse = (name: Parameters<typeof purseTotal>[2]) => purseTotal(account, settle, name);
  const total =
    purse("deposited") +
    purse("realised") +
    unrealisedIn(account, settle, marks) +
    purse("funding") -
    purse("fees");
  near(total, equity, scale, `${what}: deposits, profits, funding and fees`);
  near(session.costs.spread + session.costs.slippage, judge.worse, scale, `${what}: spread and slippage`);
  near(session.costs.fees, purse("fees"), scale, `${what}: fees`);
  near(session.costs.funding, -purse("funding"), scale, `${what}: funding`);
}

/** A position that is margined and still there was not within reach of its liquidation. */
function checkSpared({ session, account, marks }: Judge, what: string): void {
  // Of several symbols the others' marks may have moved since.
  if (session.slots.length > 1) return;
  const [slot] = session.slots;
  if (!slot!.present || slot!.quantity === 0 || slot!.contract.margin === undefined) return;
  const due = liquidationPrice(account, slot!.symbol, marks);
  if (due !== due) return;
  const reached = slot!.quantity > 0 ? due - slot!.low : slot!.high - due;
  expect(reached, `${what}: spared although the bar reached its liquidation at ${due}`).toBeLessThan(
    1e-9 * due,
  );
}

function fund(judge: Judge, { market }: Parity): void {
  const { session } = judge;
  for (const { index, symbol, present, close, paysFunding, quantity } of session.slots) {
    if (present) judge.marks[symbol] = close;
    const rate = market.bars[index]!.extra?.funding?.[session.index] ?? Number.NaN;
    if (!present || !paysFunding || rate !== rate || quantity === 0) continue;
    judge.account = applyFunding(judge.account, symbol, rate, close);
    shown.fundings++;
  }
}

/** Runs a case as the event-driven driver does, and looks at the books after each half of a bar. */
function judgeRun(parity: Parity, seed: number): Session {
  const { plan, market, finer } = parity;
  // An account knows no borrow: holding costs other than funding are judged by the naive pipeline.
  const settings = { ...parity.settings, borrowRate: 0 };
  const rebalance = settings.rebalance ?? plan.rebalance;
  const session = createSession(sessionMarket(market, 8_760), settings, rebalance, finer);
  const stream = createDecisionStream(plan);
  const columns = stream.sources.map((source) => columnOf(market, source)!);
  const shapes = plan.decisions.map(shapeOf);
  const start = firstIndex(market.ts, settings.fromMs);
  const judge = judgeOf(session);
  for (let t = 0; t < market.ts.length; t++) {
    loadBar(session, market, t);
    for (const [k, column] of columns.entries()) stream.values[k] = column[t]!;
    stream.step((slot) => session.slots[slot]!.present);
    if (t < start) continue;
    const what = `seed ${seed}, bar ${t}`;
    for (const { present, symbol, open } of session.slots) if (present) judge.marks[symbol] = open;
    openBar(session);
    replay(judge, "range");
    checkBooks(judge, `${what}, after its range`);
    checkSpared(judge, what);
    // Funding falls due on what is held as the bar closes, before anything trades at that close.
    fund(judge, parity);
    closeBar(session);
    decideAll(session, shapes, stream.read);
    replay(judge, "close");
    checkBooks(judge, `${what}, after its close`);
  }
  return session;
}

const cases = 400;
const first = 1;
const deep: Partial<Settings> = {
  limits: parseLimits({ account: { grossMax: 20 } }),
  size: { by: "equity", amount: 12 },
};

/** Half of the runs are in deep debt, so that liquidations are not rare. */
function drawRun(seed: number): Parity {
  const parity = makeCase(drawCase(seed));
  return seed % 2 === 0 ? parity : { ...parity, settings: { ...parity.settings, ...deep } };
}

test(`the account comes to the same money as the session in random runs with instruments (from seed ${first})`, () => {
  let judged = 0;
  for (let seed = first; judged < cases; seed++) {
    const parity = drawRun(seed);
    const { instruments } = parity.settings;
    // The lots of an account are an instrument's; what trades any fraction has none.
    if (!parity.market.symbols.every((symbol) => Object.hasOwn(instruments, symbol))) continue;
    judgeRun(parity, seed);
    judged++;
  }
  // Runs without what they are to prove would prove nothing.
  expect(Math.min(...Object.values(shown)), JSON.stringify(shown)).toBeGreaterThan(4);
}, 120_000);
