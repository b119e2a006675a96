import type { Client } from "../../venue/exchange/exchange-state.ts";
import { checkClock, receiveWindowMs } from "../../venue/limits/clock-check.ts";
import { passRate } from "../../venue/limits/rate-limiter.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";
import type { ExchangeDesk } from "./desk.ts";
import { privateRoutes } from "./private-api.ts";
import { isSigned } from "./signature.ts";
import type { Params } from "./words.ts";

/** Tells a refusal from an answer. */
export const isError = (answer: object): answer is Refusal =>
  "rule" in answer && "code" in answer && "text" in answer;

/** A refusal as Binance says it. */
export const errorJson = ({ code, text }: Refusal): object => ({ code, msg: text });

/** The client of an API key. */
export const clientOf = ({ clients }: ExchangeDesk, key: string): Client | Refusal =>
  clients.get(key)?.client ?? refusal("api-key", "Invalid API-key, IP, or permissions for action.");

/**
 * Answers a signed request: key, signature, the request's own time, limits of rate, then what it asks for. `route` gives
 * its method and path, or the answer itself.
 */
export function answerSigned(
  desk: ExchangeDesk,
  key: string,
  payload: string,
  signature: string,
  params: Params,
  route: (client: Client) => string | object,
): object | Refusal {
  const known = desk.clients.get(key);
  if (!known) return refusal("api-key", "Invalid API-key, IP, or permissions for action.");
  if (!isSigned(known.secret, payload, signature)) {
    return refusal("signature", "Signature for this request is not valid.");
  }
  const { client } = known;
  const now = desk.wallMs();
  const { timestamp, recvWindow } = params;
  const late = checkClock(
    timestamp ? Number(timestamp) : Number.NaN,
    Number(recvWindow ?? receiveWindowMs),
    now,
  );
  if (late) return late;
  const path = route(client);
  if (typeof path !== "string") return path;
  const handler = Object.hasOwn(privateRoutes, path) ? privateRoutes[path] : undefined;
  if (!handler) return refusal("terms", `Unknown path ${path}.`);
  const [weight, orders, handle] = handler;
  return (client.limiter && passRate(client.limiter, weight, orders, now)) ?? handle(desk, client, params);
}
