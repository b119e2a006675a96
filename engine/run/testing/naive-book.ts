import type { MarketData } from "../market.ts";
import type { Settings } from "../settings.ts";
import type { Bar, NaiveOutcome, Part, Why } from "./naive-types.ts";

export const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);
export const known = (x: number): boolean => !Number.isNaN(x);

/** The account of the naive pipeline: cash, what each symbol holds, and its last price. */
export interface Book {
  readonly market: MarketData;
  readonly settings: Settings;
  cash: number;
  readonly parts: Part[][];
  readonly last: number[];
  readonly out: NaiveOutcome;
}

export const createBook = (market: MarketData, settings: Settings): Book => ({
  market,
  settings,
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
  const fee = settings.fees.fixed + (maker ? settings.fees.maker : settings.fees.taker) * size * price;
  book.cash = book.cash - change * price - fee;
  book.last[s] = reference;
  book.out.costs.fees += fee;
  if (!maker) {
    book.out.costs.spread += size * reference * settings.halfSpread;
    book.out.costs.slippage += size * reference * settings.slippage;
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
  const taking = book.settings.halfSpread + book.settings.slippage;
  const price = maker ? reference : reference * (1 - Math.sign(part.quantity) * taking);
  const fee = pay(book, s, t, -part.quantity, price, reference, maker, why);
  tell(book, s, part, part.quantity, t, price, fee, why);
  book.parts[s] = book.parts[s]!.filter((other) => other !== part);
}
