import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { refuse } from "../../core/errors.ts";
import type { FeedEvent } from "../../ports.ts";
import type { Instrument } from "../../trade/instrument.ts";
import type { Client } from "../../venue/exchange/exchange-state.ts";
import type { MarketWishes } from "../../venue/exchange/options.ts";
import { createRateLimiter, passRate, type RateLimiter } from "../../venue/limits/rate-limiter.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";
import { type ApiKey, createDesk, type ExchangeDesk, recall, see } from "./desk.ts";
import { createMarketStreams, type MarketStreams } from "./market-streams.ts";
import { publicRoutes } from "./public-api.ts";
import { answerSigned, clientOf, errorJson, isError } from "./requests.ts";
import { payloadOf } from "./signature.ts";
import { newListenKey, serveSocket } from "./sockets.ts";
import type { WireFaults } from "./wire-faults.ts";

/** What an exchange server is made of. */
export interface ServerOptions {
  readonly instruments: readonly Instrument[];
  readonly market: MarketWishes;
  readonly keys: readonly ApiKey[];
  /** The wall clock, ms since 1970 UTC, with which clients sign. */
  readonly wallMs: () => number;
  /** Length of the bars that the market is told in, ms; a minute where it is told in trades. */
  readonly barMs?: number;
  /** What goes wrong between clients and exchange. */
  readonly faults?: WireFaults;
}

/** An exchange that can be reached by HTTP and WebSocket from this machine. */
export interface ExchangeServer {
  readonly desk: ExchangeDesk;
  /** Lets the exchange see its market. */
  readonly see: (event: FeedEvent) => void;
  /** Tells it what its market said before it opened, the oldest first: clients may ask for it. */
  readonly recall: (event: FeedEvent) => void;
  /** Opens a port of the loopback interface, 0 for any; gives the one that it has. */
  readonly listen: (port: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

interface Works {
  readonly desk: ExchangeDesk;
  readonly streams: MarketStreams;
  readonly routes: ReturnType<typeof publicRoutes>;
  /** Limits of what asks without a key: all of it comes from one address. */
  readonly limiter: RateLimiter | undefined;
  readonly listenKeys: Map<string, Client>;
  readonly faults: WireFaults | undefined;
}

/** Largest body of a request, and message of a socket. */
const bodyMax = 64 << 10;
const depthEveryMs = 100;

/**
 * A simulated exchange that speaks Binance's spot REST and WebSocket API on the loopback interface alone. Requests are
 * signed, and their time is checked, by the wall clock; the market keeps its own time, which its data gives.
 */
export function createExchangeServer(options: ServerOptions): ExchangeServer {
  const { instruments, market, keys, barMs, faults } = options;
  // Clients that are ahead of the exchange are an exchange that is behind.
  const wallMs = () => options.wallMs() - (faults?.skewMs() ?? 0);
  const derivative = instruments.find(({ kind }) => kind !== "spot");
  if (derivative)
    refuse(`the spot API serves spot instruments; ${derivative.symbol} is a ${derivative.kind}`);
  const desk = createDesk(instruments, market, keys, wallMs, barMs);
  const streams = createMarketStreams(desk, () => faults?.isStale() ?? false);
  const { rates } = desk.core.options;
  const works: Works = {
    desk,
    streams,
    routes: publicRoutes(desk, streams.depthId),
    limiter: rates && createRateLimiter(rates),
    listenKeys: new Map(),
    faults,
  };
  const server = createServer((request, response) => take(works, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyMax });
  const open = new Set<WebSocket>();
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      open.add(accepted);
      accepted.on("close", () => open.delete(accepted));
      serveSocket({ desk, streams, listenKeys: works.listenKeys, faults }, accepted, request);
    });
  });
  const timer = setInterval(() => {
    if (faults?.tick()) for (const socket of open) socket.terminate();
    streams.flush();
  }, depthEveryMs);
  return {
    desk,
    see: (event) => see(desk, event),
    recall: (event) => recall(desk, event),
    listen: (port) => listen(server, port),
    close: () => {
      clearInterval(timer);
      for (const socket of open) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    // Nobody else's machine is let in: what is served here is no exchange.
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

function take(works: Works, request: IncomingMessage, response: ServerResponse): void {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => {
    body += part;
    if (body.length > bodyMax) request.destroy();
  });
  request.on("end", () => serve(works, request, response, body));
}

/** Answers a request as its fate has it. */
function serve(works: Works, request: IncomingMessage, response: ServerResponse, body: string): void {
  const { method = "GET", url = "/" } = request;
  const fate = works.faults?.fateOf(method, url.split("?")[0]!.slice("/api/v3/".length));
  if (fate?.kind === "lost") {
    request.socket.destroy();
    return;
  }
  const served = fate?.kind === "failed" && !fate.carriedOut ? fate.answer : answerTo(works, request, body);
  if (fate?.kind === "mute") {
    request.socket.destroy();
    return;
  }
  const answer = fate?.kind === "failed" ? fate.answer : served;
  const error = isError(answer);
  const whole = JSON.stringify(error ? errorJson(answer) : answer);
  const text = fate?.kind === "malformed" ? whole.slice(0, whole.length >> 1) : whole;
  const headers: Record<string, string | number> = {
    "content-type": "application/json;charset=UTF-8",
    "content-length": Buffer.byteLength(text),
  };
  if (error && answer.retryAfterMs !== undefined) {
    headers["retry-after"] = Math.ceil(answer.retryAfterMs / 1e3);
  }
  response.writeHead(error ? answer.status : 200, headers).end(text);
}

function answerTo(works: Works, request: IncomingMessage, body: string): object | Refusal {
  const { desk, routes, limiter } = works;
  const { method = "GET", url = "/" } = request;
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  if (!path.startsWith("/api/v3/")) return refusal("terms", `Unknown path ${path}.`);
  const name = path.slice("/api/v3/".length);
  const key = String(request.headers["x-mbx-apikey"] ?? "");
  const params = Object.fromEntries([...new URLSearchParams(query), ...new URLSearchParams(body)]);
  if (name === "userDataStream") return userStream(works, method, key, params.listenKey);
  const route = method === "GET" && Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route) return (limiter && passRate(limiter, route[0], 0, desk.wallMs())) ?? route[1](params);
  const { payload, signature } = payloadOf(query, body);
  return answerSigned(desk, key, payload, signature, params, () => `${method} ${name}`);
}

/** Keys of user streams: had, kept and given up with the API key alone. */
function userStream(
  { desk, listenKeys }: Works,
  method: string,
  key: string,
  listenKey: string | undefined,
): object | Refusal {
  const client = clientOf(desk, key);
  if (isError(client)) return client;
  if (method === "POST") {
    const made = newListenKey();
    listenKeys.set(made, client);
    return { listenKey: made };
  }
  if (listenKey === undefined || listenKeys.get(listenKey) !== client) {
    return refusal("terms", "This listenKey does not exist.");
  }
  if (method === "DELETE") listenKeys.delete(listenKey);
  return {};
}
