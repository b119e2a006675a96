import type { PlaceRequest } from "../../../execution/venue-request.ts";
import type { FeedEvent, OrderMessage } from "../../../ports.ts";
import { parseInstrument } from "../../../trade/parse-instrument.ts";
import { createExchange, type ExchangeOptions } from "../exchange.ts";

export const spot = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.5",
  lot: "0.01",
  notionalMin: 1,
  fees: { maker: 0.001, taker: 0.002 },
});

export const perpetual = parseInstrument({
  symbol: "ETH/USDT:USDT",
  kind: "perpetual",
  base: "ETH",
  quote: "USDT",
  tick: "0.1",
  lot: "0.1",
  margin: { initial: 0.1, maintenance: 0.05 },
  fees: { maker: 0.0002, taker: 0.0005 },
});

const pairs = (levels: readonly (readonly [number, number])[]) => Float64Array.from(levels.flat());

type Levels = readonly (readonly [price: number, quantity: number])[];

/** An exchange with a client who speaks plainly, for tests. Time passes only where it is told. */
export function desk(options: ExchangeOptions = {}) {
  const exchange = createExchange([spot, perpetual], options);
  const heard: OrderMessage[] = [];
  let now = 0;
  const listen = () => {
    const messages = exchange.advance(now);
    heard.push(...messages);
    return messages.map(({ report }) => report);
  };
  const place = (id: string, order: Partial<PlaceRequest>) => {
    const request = {
      clientOrderId: id,
      symbol: "BTC/USDT",
      side: "buy",
      kind: order.price === undefined ? "market" : "limit",
      tif: "gtc",
      quantity: "1",
      ...order,
    } as PlaceRequest;
    exchange.send({ kind: "place", request }, now);
    return listen();
  };
  return {
    exchange,
    heard,
    place,
    listen,
    cancel: (id: string, symbol = "BTC/USDT") => {
      exchange.send({ kind: "cancel", id, symbol }, now);
      return listen();
    },
    amend: (id: string, change: { quantity?: string; price?: string; trigger?: string }) => {
      exchange.send({ kind: "amend", request: { clientOrderId: id, symbol: "BTC/USDT", ...change } }, now);
      return listen();
    },
    query: (id: string) => {
      exchange.send({ kind: "query", id, symbol: "BTC/USDT", askedMs: now }, now);
      return listen();
    },
    see: (event: FeedEvent) => {
      now = Math.max(now, event.ts);
      exchange.observe(event);
      return listen();
    },
    depth: (bids: Levels, asks: Levels, snapshot = true, symbol = "BTC/USDT") => {
      exchange.observe({ kind: "depth", ts: now, symbol, snapshot, bids: pairs(bids), asks: pairs(asks) });
      return listen();
    },
    trade: (price: number, quantity: number, taker?: "buy" | "sell", symbol = "BTC/USDT") => {
      exchange.observe({ kind: "trade", ts: now, symbol, price, quantity, ...(taker && { taker }) });
      return listen();
    },
    wait: (ms: number) => {
      now += ms;
      return listen();
    },
    now: () => now,
  };
}
