import type { MarketData } from "../market.ts";
import type { Settings } from "../settings.ts";
import type { Bar, NaiveOutcome, Part, Why } from "./naive-types.ts";

export const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
export const known = (x: number): boolean => !Number.isNaN(x);

/** What a venue asks of a symbol; a tick or lot of 0 is none. */
export interface Terms {
  readonly tick: number;
  readonly lot: number;
  readonly notionalMin: number;
  readonly fees: Settings["fees"];
}

function termsOf({ instruments, lot, fees }: Settings, symbol: string): Terms {
  const own = instruments[symbol];
  if (!own) return { tick: 0, lot, notionalMin: 0, fees };
  const free = { taker: 0, maker: 0, fixed: 0 };
  return {
    tick: Number(own.tick),
    lot: Number(own.lot),
    notionalMin: Number(own.notionalMin ?? 0),
    fees: own.fees ? { ...free, ...(own.fees as Partial<Settings["fees"]>) } : fees,
  };
}

/** A price rounded to whole ticks, up or down; what only rounding keeps from a tick is that tick. */
export function toTick({ tick }: Terms, price: number, way: "up" | "down"): number {
  if (tick === 0 || !(price > 0)) return price;
  const exact = price / tick;
  const near = Math.round(exact);
  const whole =
    Math.abs(exact - near) <= 1e-13 * exact ? near : way === "up" ? Math.ceil(exact) : Math.floor(exact);
  return Number((whole * tick).toFixed(8));
}

/** What an order that takes liquidity pays: spread and slippage, then the tick against it. */
export function takes({ settings, terms }: Book, s: number, buys: boolean, reference: number): number {
  const taking = settings.halfSpread + settings.slippage;
  const price = reference * (buys ? 1 + taking : 1 - taking);
  return toTick(terms[s]!, price, buys ? "up" : "down");
}

/** The account of the naive pipeline: cash, what each symbol holds, and its last price. */
export interface Book {
  readonly market: MarketData;
  readonly settings: Settings;
  readonly terms: readonly Terms[];
  cash: number;
  readonly parts: Part[][];
  readonly last: number[];
  readonly out: NaiveOutcome;
}

export const createBook = (market: MarketData, settings: Settings): Book => ({
  market,
  settings,
  terms: market.symbols.map((symbol) => termsOf(settings, symbol)),
  cash: settings.cash,
  parts: market.symbols.map(() => []),
  last: market.symbols.map(() => Number.NaN),
  out: {
    equity: [],
    exposure: [],
    net: [],
    fills: [],
    trades: [],
    orders: [],
    costs: { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 },
    verdicts: {},
    ambiguousBars: 0,
  },
});

export const held = (book: Book, s: number): number => sum(book.parts[s]!.map((part) => part.quantity));

export const valueAt = (book: Book, s: number, price: number): number =>
  held(book, s) === 0 ? 0 : held(book, s) * price;

export const values = (book: Book): number[] => book.last.map((price, s) => valueAt(book, s, price));

export const equity = (book: Book): number => book.cash + sum(values(book));

/** Equity with one symbol at a price of its own. */
export const worthAt = (book: Book, s: number, price: number): number =>
  book.cash + sum(book.last.map((last, i) => valueAt(book, i, i === s ? price : last)));

export const others = (book: Book, s: number): number =>
  sum(values(book).map((value, i) => (i === s ? 0 : Math.abs(value))));

export const count = ({ out }: Book, rule: string): void => {
  out.verdicts[rule] = (out.verdicts[rule] ?? 0) + 1;
};

export function barOf(book: Book, s: number, t: number): Bar | undefined {
  const { open, high, low, close } = book.market.bars[s]!;
  return known(open[t]!) ? { open: open[t]!, high: high[t]!, low: low[t]!, close: close[t]! } : undefined;
}

/** Books a fill: cash, costs, last price. Gives its fee. */
export function pay(
  book: Book,
  s: number,
  t: number,
  change: number,
  price: number,
  reference: number,
  maker: boolean,
  reason: Why,
): number {
  const {
    settings,
    market: { symbols },
  } = book;
  const size = Math.abs(change);
  const { fees, tick } = book.terms[s]!;
  const fee = fees.fixed + (maker ? fees.maker : fees.taker) * size * price;
  book.cash = book.cash - change * price - fee;
  book.last[s] = reference;
  book.out.costs.fees += fee;
  if (!maker) {
    book.out.costs.spread += size * reference * settings.halfSpread;
    const beyond = Math.abs(price - reference) - reference * settings.halfSpread;
    book.out.costs.slippage += size * (tick === 0 ? reference * settings.slippage : beyond);
  }
  book.out.fills.push({
    symbol: symbols[s]!,
    index: t,
    side: change > 0 ? "buy" : "sell",
    quantity: size,
    price,
    reference,
    fee,
    liquidity: maker ? "maker" : "taker",
    reason,
  });
  return fee;
}

/** Writes a round trip down. */
export function tell(
  book: Book,
  s: number,
  part: Part,
  quantity: number,
  t: number,
  price: number,
  exitFee: number,
  exitReason: Why,
  open = false,
): void {
  const { symbols } = book.market;
  const share = part.feeLeft * (quantity / part.quantity);
  const prices = [part.price, price, ...part.seen];
  const up = Math.max(...prices) / part.price - 1;
  const down = Math.min(...prices) / part.price - 1;
  book.out.trades.push({
    symbol: symbols[s]!,
    side: quantity > 0 ? "long" : "short",
    entryIndex: part.index,
    exitIndex: t,
    entryPrice: part.price,
    exitPrice: price,
    quantity: Math.abs(quantity),
    fees: share + exitFee,
    pnl: (price - part.price) * quantity - share - exitFee,
    mae: quantity > 0 ? down : 0 - up,
    mfe: quantity > 0 ? up : 0 - down,
    exitReason,
    open,
  });
  part.feeLeft -= share;
}

/** Closes one part at a reference: at the market, or as a maker. */
export function closePart(
  book: Book,
  s: number,
  part: Part,
  t: number,
  reference: number,
  maker: boolean,
  why: Why,
): void {
  const price = maker ? reference : takes(book, s, part.quantity < 0, reference);
  const fee = pay(book, s, t, -part.quantity, price, reference, maker, why);
  tell(book, s, part, part.quantity, t, price, fee, why);
  book.parts[s] = book.parts[s]!.filter((other) => other !== part);
}
