import { UserError } from "../../core/errors.ts";
import { parseTimeframe } from "../../core/time.ts";
import { priceOfTicks, priceText, quantityText } from "../../trade/instrument.ts";
import { bestTicks, depthOf, shownAt } from "../../venue/book/book.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";
import type { ExchangeDesk, Listed } from "./desk.ts";
import { barsOf } from "./tape.ts";
import type { Params } from "./words.ts";

/** What everybody may ask. Answers are data, or a refusal. */
type Answer = object | Refusal;

export const unknownSymbol = (): Refusal => refusal("unknown-symbol", "Invalid symbol.");

export const listedOf = ({ listed }: ExchangeDesk, { symbol = "" }: Params): Listed | undefined =>
  listed.get(symbol);

const most = (text: string | undefined, usual: number, max: number): number => {
  const limit = Number(text ?? usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, max) : usual;
};

function withSymbol(desk: ExchangeDesk, params: Params, answer: (listed: Listed) => Answer): Answer {
  const listed = listedOf(desk, params);
  return listed ? answer(listed) : unknownSymbol();
}

/** Symbols, filters and limits. */
export function exchangeInfo({ listed, core, wallMs }: ExchangeDesk): object {
  const { ordersMax, conditionalOrdersMax, rates } = core.options;
  const symbols = [...listed.values()].map(({ id, instrument }) => {
    const { base, quote, tick, lot, notionalMin } = instrument;
    const actor = core.actors.get(instrument.symbol)!;
    return {
      symbol: id,
      status: actor.delisted ? "BREAK" : actor.halted ? "HALT" : "TRADING",
      baseAsset: base,
      baseAssetPrecision: 8,
      quoteAsset: quote,
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: [
        "LIMIT",
        "LIMIT_MAKER",
        "MARKET",
        "STOP_LOSS",
        "STOP_LOSS_LIMIT",
        "TAKE_PROFIT",
        "TAKE_PROFIT_LIMIT",
      ],
      icebergAllowed: true,
      ocoAllowed: true,
      quoteOrderQtyMarketAllowed: true,
      allowTrailingStop: true,
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      permissions: ["SPOT"],
      defaultSelfTradePreventionMode: "EXPIRE_TAKER",
      filters: [
        { filterType: "PRICE_FILTER", minPrice: tick.text, maxPrice: "1000000000", tickSize: tick.text },
        { filterType: "LOT_SIZE", minQty: lot.text, maxQty: "1000000000", stepSize: lot.text },
        { filterType: "NOTIONAL", minNotional: String(notionalMin), applyMinToMarket: true },
        { filterType: "MAX_NUM_ORDERS", maxNumOrders: ordersMax },
        { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: conditionalOrdersMax },
      ],
    };
  });
  const rateLimits = rates && [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: rates.weightPerMinute },
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: rates.ordersPer10s },
    { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: rates.ordersPerDay },
  ];
  return {
    timezone: "UTC",
    serverTime: wallMs(),
    rateLimits: rateLimits ?? [],
    exchangeFilters: [],
    symbols,
  };
}

/** The book of a symbol, as texts, best first. */
export function bookJson({ core }: ExchangeDesk, { instrument }: Listed, limit: number) {
  const { book } = core.actors.get(instrument.symbol)!;
  const side = (sign: 1 | -1) =>
    depthOf(book, sign, limit).map(([ticks, lots]) => [
      priceText(instrument, ticks),
      quantityText(instrument, lots),
    ]);
  return { bids: side(1), asks: side(-1) };
}

/** Best bid and ask; zeros where a side is empty. */
export function tickerJson({ core }: ExchangeDesk, { id, instrument }: Listed) {
  const { book } = core.actors.get(instrument.symbol)!;
  const [bid, ask] = [bestTicks(book, 1), bestTicks(book, -1)];
  const price = (ticks: number) => (ticks === ticks ? priceText(instrument, ticks) : "0.00000000");
  const size = (sign: 1 | -1, ticks: number) =>
    quantityText(instrument, ticks === ticks ? shownAt(book, sign, ticks) : 0);
  return {
    symbol: id,
    bidPrice: price(bid),
    bidQty: size(1, bid),
    askPrice: price(ask),
    askQty: size(-1, ask),
  };
}

const lastPrice = ({ core }: ExchangeDesk, { instrument }: Listed): string => {
  const { lastTicks } = core.actors.get(instrument.symbol)!;
  return lastTicks === lastTicks ? priceText(instrument, lastTicks) : "0.00000000";
};

/** A sum of many numbers without the digits that adding made up. */
export const sumText = (value: number): string => String(Number(value.toPrecision(13)));

function klines(listed: Listed, { interval = "1m", limit, startTime, endTime }: Params): Answer {
  let timeframeMs: number;
  try {
    timeframeMs = parseTimeframe(interval);
  } catch (error) {
    if (error instanceof UserError) return refusal("terms", "Invalid interval.");
    throw error;
  }
  const [from, to] = [Number(startTime ?? 0), Number(endTime ?? Number.MAX_SAFE_INTEGER)];
  const bars = barsOf(listed.tape, timeframeMs).filter(({ ts }) => ts >= from && ts <= to);
  const n = most(limit, 500, 1_000);
  const some = startTime === undefined ? bars.slice(-n) : bars.slice(0, n);
  return some.map((bar) => [
    bar.ts,
    String(bar.open),
    String(bar.high),
    String(bar.low),
    String(bar.close),
    sumText(bar.volume),
    bar.ts + timeframeMs - 1,
    sumText(bar.turnover),
    bar.trades,
    "0",
    "0",
    "0",
  ]);
}

function dayTicker(desk: ExchangeDesk, listed: Listed): object {
  const now = desk.marketMs();
  const bars = listed.tape.bars.filter(({ ts }) => ts > now - 86_400_000);
  const { bidPrice, bidQty, askPrice, askQty } = tickerJson(desk, listed);
  const last = lastPrice(desk, listed);
  const open = bars[0]?.open ?? Number(last);
  const volume = bars.reduce((sum, bar) => sum + bar.volume, 0);
  const turnover = bars.reduce((sum, bar) => sum + bar.turnover, 0);
  const change = Number(last) - open;
  return {
    symbol: listed.id,
    priceChange: String(change),
    priceChangePercent: open > 0 ? String((change / open) * 100) : "0",
    weightedAvgPrice: volume > 0 ? String(turnover / volume) : last,
    prevClosePrice: String(open),
    lastPrice: last,
    lastQty: String(listed.tape.trades.at(-1)?.quantity ?? 0),
    bidPrice,
    bidQty,
    askPrice,
    askQty,
    openPrice: String(open),
    highPrice: String(Math.max(Number(last), ...bars.map(({ high }) => high))),
    lowPrice: String(Math.min(Number(last), ...bars.map(({ low }) => low))),
    volume: sumText(volume),
    quoteVolume: sumText(turnover),
    openTime: now - 86_400_000,
    closeTime: now,
    firstId: listed.tape.trades[0]?.id ?? -1,
    lastId: listed.tape.lastId,
    count: bars.reduce((sum, bar) => sum + bar.trades, 0),
  };
}

const trades = ({ tape, instrument }: Listed, { limit }: Params, short: boolean): Answer =>
  tape.trades.slice(-most(limit, 500, 1_000)).map(({ id, ts, price, quantity, buyerIsMaker }) => {
    const [p, q] = [priceText(instrument, Math.round(price / instrument.tick.step)), String(quantity)];
    return short
      ? { a: id, p, q, f: id, l: id, T: ts, m: buyerIsMaker, M: true }
      : {
          id,
          price: p,
          qty: q,
          quoteQty: String(price * quantity),
          time: ts,
          isBuyerMaker: buyerIsMaker,
          isBestMatch: true,
        };
  });

/** One answer, or those of all symbols where none is named. */
const eachOr = (desk: ExchangeDesk, params: Params, answer: (listed: Listed) => object): Answer =>
  params.symbol === undefined ? [...desk.listed.values()].map(answer) : withSymbol(desk, params, answer);

/** Public requests by path, each with its weight. `depthId` gives the last update of a symbol's depth stream. */
export const publicRoutes = (
  desk: ExchangeDesk,
  depthId: (listed: Listed) => number,
): Readonly<Record<string, readonly [weight: number, answer: (params: Params) => Answer]>> => ({
  ping: [1, () => ({})],
  time: [1, () => ({ serverTime: desk.wallMs() })],
  exchangeInfo: [20, () => exchangeInfo(desk)],
  depth: [
    5,
    (params) =>
      withSymbol(desk, params, (listed) => ({
        lastUpdateId: depthId(listed),
        ...bookJson(desk, listed, most(params.limit, 100, 5_000)),
      })),
  ],
  trades: [25, (params) => withSymbol(desk, params, (listed) => trades(listed, params, false))],
  aggTrades: [2, (params) => withSymbol(desk, params, (listed) => trades(listed, params, true))],
  klines: [2, (params) => withSymbol(desk, params, (listed) => klines(listed, params))],
  uiKlines: [2, (params) => withSymbol(desk, params, (listed) => klines(listed, params))],
  "ticker/price": [
    2,
    (params) => eachOr(desk, params, (listed) => ({ symbol: listed.id, price: lastPrice(desk, listed) })),
  ],
  "ticker/bookTicker": [2, (params) => eachOr(desk, params, (listed) => tickerJson(desk, listed))],
  "ticker/24hr": [2, (params) => eachOr(desk, params, (listed) => dayTicker(desk, listed))],
});

/** Price of a symbol for orders by money; NaN before the first. */
export function priceNow({ core }: ExchangeDesk, { instrument }: Listed): number {
  const { lastTicks } = core.actors.get(instrument.symbol)!;
  return lastTicks === lastTicks ? priceOfTicks(instrument, lastTicks) : Number.NaN;
}
