import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import type { Client } from "../../venue/exchange/exchange-state.ts";
import { refusal } from "../../venue/limits/refusal.ts";
import type { ExchangeDesk, UserListener } from "./desk.ts";
import type { MarketStreams, Sink } from "./market-streams.ts";
import { answerSigned, errorJson, isError } from "./requests.ts";
import { accountPosition, executionReport } from "./user-events.ts";
import type { WireFaults } from "./wire-faults.ts";

/** Bytes that may wait for a slow reader before it is cut off. */
const backlogMax = 16 << 20;

/** Streams that one connection may subscribe to, as on Binance. */
const streamsMax = 1_024;

/** What connections come to. */
export interface SocketHost {
  readonly desk: ExchangeDesk;
  readonly streams: MarketStreams;
  readonly listenKeys: ReadonlyMap<string, Client>;
  readonly faults: WireFaults | undefined;
}

/** One connection and what it listens to. */
interface Connection extends SocketHost {
  readonly socket: WebSocket;
  readonly subscribed: Set<string>;
  readonly sink: Sink;
  readonly leave: (() => void)[];
  subscriptions: number;
}

const write = (socket: WebSocket, data: object): void => {
  if (socket.bufferedAmount > backlogMax) socket.terminate();
  else if (socket.readyState === 1) socket.send(JSON.stringify(data));
};

/** Serves a connection by the path at which it came in: `/ws…` and `/stream…` for streams, `/ws-api/v3` for requests. */
export function serveSocket(host: SocketHost, socket: WebSocket, { url = "/" }: IncomingMessage): void {
  const { streams, listenKeys } = host;
  const { pathname, searchParams } = new URL(url, "ws://local");
  const combined = pathname.startsWith("/stream");
  const connection: Connection = {
    ...host,
    socket,
    subscribed: new Set(),
    sink: (stream, data) => write(socket, combined ? { stream, data } : data),
    leave: [],
    subscriptions: 0,
  };
  const names = combined ? (searchParams.get("streams") ?? "").split("/") : pathname.split("/").slice(2);
  for (const name of names) {
    const client = listenKeys.get(name);
    if (client)
      listenTo(connection, client, (event) =>
        write(socket, combined ? { stream: name, data: event } : event),
      );
    else if (streams.knows(name)) subscribe(connection, name);
  }
  const isApi = pathname.startsWith("/ws-api/");
  socket.on("message", (data) => {
    const message = parse(String(data));
    if (!message) write(socket, { error: { code: 3, msg: "Invalid JSON" } });
    else if (isApi) answerApi(connection, message);
    else answerStream(connection, message);
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    for (const stream of connection.subscribed) streams.unsubscribe(stream, connection.sink);
    for (const leave of connection.leave) leave();
  });
}

type Message = Readonly<Record<string, unknown>>;

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Message)
      : undefined;
  } catch {
    return undefined;
  }
}

function subscribe({ streams, subscribed, sink }: Connection, stream: string): void {
  if (subscribed.has(stream)) return;
  subscribed.add(stream);
  streams.subscribe(stream, sink);
}

/** SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS of a stream connection. */
function answerStream(connection: Connection, { method, params, id }: Message): void {
  const { socket, streams, subscribed, sink } = connection;
  const names = Array.isArray(params)
    ? params.filter((name): name is string => typeof name === "string")
    : [];
  if (method === "LIST_SUBSCRIPTIONS") write(socket, { result: [...subscribed], id });
  else if (method === "UNSUBSCRIBE") {
    for (const name of names) if (subscribed.delete(name)) streams.unsubscribe(name, sink);
    write(socket, { result: null, id });
  } else if (method !== "SUBSCRIBE") {
    write(socket, { error: { code: 2, msg: `Invalid request: unknown method ${String(method)}` }, id });
  } else if (
    names.length === 0 ||
    !names.every(streams.knows) ||
    subscribed.size + names.length > streamsMax
  ) {
    write(socket, { error: { code: 2, msg: "Invalid request: invalid stream" }, id });
  } else {
    for (const name of names) subscribe(connection, name);
    write(socket, { result: null, id });
  }
}

const apiPaths: Readonly<Record<string, string>> = {
  "order.place": "POST order",
  "order.test": "POST order/test",
  "order.cancel": "DELETE order",
  "order.status": "GET order",
  "openOrders.status": "GET openOrders",
  "openOrders.cancelAll": "DELETE openOrders",
  "orderList.place.oco": "POST orderList/oco",
  "orderList.cancel": "DELETE orderList",
  allOrders: "GET allOrders",
  myTrades: "GET myTrades",
  "account.status": "GET account",
};

/** A request of the WebSocket API: signed as over REST, over its parameters in the order of their names. */
function answerApi(connection: Connection, { id, method, params }: Message): void {
  const { socket } = connection;
  const given = Object.entries((params ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name,
    String(value),
  ]);
  const all = Object.fromEntries(given) as Record<string, string>;
  const { signature = "", ...rest } = all;
  const payload = Object.keys(rest)
    .sort()
    .map((name) => `${name}=${rest[name]}`)
    .join("&");
  const answer = resultOf(connection, method, rest, payload, signature);
  if (isError(answer)) write(socket, { id, status: answer.status, error: errorJson(answer) });
  else write(socket, { id, status: 200, result: answer });
}

/** What a request of the WebSocket API comes to. */
function resultOf(
  connection: Connection,
  method: unknown,
  { apiKey = "", ...params }: Record<string, string>,
  payload: string,
  signature: string,
): object {
  const { socket, desk } = connection;
  if (method === "ping") return {};
  if (method === "time") return { serverTime: desk.wallMs() };
  const path = typeof method === "string" && Object.hasOwn(apiPaths, method) ? apiPaths[method]! : undefined;
  if (!path && method !== "userDataStream.subscribe.signature") {
    return refusal("terms", `Unknown method ${String(method)}.`);
  }
  return answerSigned(desk, apiKey, payload, signature, params, (client) => {
    if (path) return path;
    const send = (event: object, subscriptionId: number) => write(socket, { subscriptionId, event });
    return { subscriptionId: listenTo(connection, client, send) };
  });
}

const atOnce: readonly number[] = [0];

/** Sends a connection what happens to a client's orders and money; returns the number of the subscription. */
function listenTo(
  connection: Connection,
  client: Client,
  send: (event: object, number: number) => void,
): number {
  const { desk, faults } = connection;
  const number = connection.subscriptions++;
  const deliver = (event: object): void => {
    for (const ms of faults?.deliveries() ?? atOnce) {
      if (ms === 0) send(event, number);
      else setTimeout(() => send(event, number), ms);
    }
  };
  const listener: UserListener = (held, report, fee) => {
    deliver(executionReport(desk, held, report, fee));
    if (client.account && report.kind !== "trigger") deliver(accountPosition(desk, client));
  };
  const listeners = desk.users.get(client) ?? new Set();
  desk.users.set(client, listeners.add(listener));
  connection.leave.push(() => listeners.delete(listener));
  return number;
}

/** A key under which a client's stream can be had. */
export const newListenKey = (): string => randomUUID().replaceAll("-", "");
