import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bars } from "../../engine/trade/bars.ts";

/** What a test wants of one answer of the server; undefined lets it answer as it should. */
export type Mishap = (
  path: string,
  count: number,
) => { status: number; body?: string } | "hang" | "drop" | undefined;

/** A local server that answers as Binance's public spot API does. */
export interface BinanceServer {
  readonly url: string;
  /** Start times of the pages asked for. */
  readonly starts: number[];
  /** Number of requests, failed ones included. */
  readonly requests: () => number;
  /** The time by the server's clock; the bar that it lies in is still open. */
  nowMs: number;
  mishap: Mishap | undefined;
  /** Milliseconds before each page of bars is answered. */
  delayMs: number;
  readonly close: () => Promise<void>;
}

/** Serves the bars of one market, BTC/USDT. */
export async function serveBinance(bars: Bars, nowMs: number): Promise<BinanceServer> {
  const starts: number[] = [];
  let requests = 0;
  const server = createServer((request, response) => void answer(request, response));
  const state: BinanceServer = {
    url: "",
    starts,
    requests: () => requests,
    nowMs,
    mishap: undefined,
    delayMs: 0,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, "http://localhost");
    requests++;
    const mishap = state.mishap?.(url.pathname, requests);
    if (mishap === "hang") return;
    if (mishap === "drop") return void request.socket.destroy();
    const send = (status: number, body: string) => {
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    };
    if (mishap) return send(mishap.status, mishap.body ?? "{}");
    if (url.pathname === "/api/v3/time") return send(200, JSON.stringify({ serverTime: state.nowMs }));
    if (url.pathname === "/api/v3/exchangeInfo") return send(200, JSON.stringify(exchangeInfo));
    if (url.pathname !== "/api/v3/klines") return send(404, '{"code":-1,"msg":"no such path"}');
    starts.push(Number(url.searchParams.get("startTime")));
    await new Promise((done) => setTimeout(done, state.delayMs));
    send(200, JSON.stringify(klines(bars, url.searchParams, state.nowMs)));
  }

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}` });
}

/** Bars from startTime on as Binance writes them, the open one last, as it does. */
function klines(bars: Bars, query: URLSearchParams, nowMs: number): unknown[] {
  const start = Number(query.get("startTime") ?? 0);
  const end = Number(query.get("endTime") ?? Number.POSITIVE_INFINITY);
  const limit = Math.min(1000, Number(query.get("limit") ?? 500));
  const rows: unknown[] = [];
  for (let i = 0; i < bars.ts.length && rows.length < limit; i++) {
    const ts = bars.ts[i]!;
    if (ts < start || ts > end || ts > nowMs) continue;
    const cells = [bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]].map(String);
    rows.push([ts, ...cells, ts + bars.timeframeMs - 1, "0", 1, "0", "0", "0"]);
  }
  return rows;
}

const exchangeInfo = {
  timezone: "UTC",
  serverTime: 0,
  rateLimits: [],
  exchangeFilters: [],
  symbols: [
    {
      symbol: "BTCUSDT",
      status: "TRADING",
      baseAsset: "BTC",
      baseAssetPrecision: 8,
      quoteAsset: "USDT",
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: ["LIMIT", "MARKET"],
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      filters: [
        { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
        { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000", stepSize: "0.00001" },
      ],
      permissions: ["SPOT"],
      permissionSets: [["SPOT"]],
    },
  ],
};
