import type { OrderMessage, StandingMessage } from "../../ports.ts";
import { purseTotal } from "../../trade/account.ts";
import type { Client, Core } from "./exchange-state.ts";

/** How a client's account stands at an exchange: open orders, what filled since a moment, positions, cash. */
export function standingAt(core: Core, client: Client, sinceMs: number, ts: number): StandingMessage {
  const actors = [...core.actors.values()];
  const settle = actors[0]?.instrument.settle ?? "";
  return {
    kind: "standing",
    ts,
    orders: actors.flatMap(({ open, instrument }) =>
      [...open]
        .filter(({ owner }) => owner === client.number)
        .map(({ id }) => ({ id, symbol: instrument.symbol })),
    ),
    fills: fillsSince(client, sinceMs),
    positions: Object.fromEntries(
      actors.map(({ instrument, positions }) => [instrument.symbol, positions[client.number] ?? 0]),
    ),
    cash: client.account ? purseTotal(client.account, settle, "cash") : null,
  };
}

function fillsSince({ orders }: Client, sinceMs: number): Omit<OrderMessage, "ts">[] {
  const fills: Omit<OrderMessage, "ts">[] = [];
  for (const { id, updatedMs, filled, told } of orders.values()) {
    if (filled === 0 || updatedMs < sinceMs) continue;
    for (const { report, fee } of told) {
      if (report.kind === "fill" && report.ts >= sinceMs)
        fills.push(fee ? { id, report, fee } : { id, report });
    }
  }
  return fills;
}
