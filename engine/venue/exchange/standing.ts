import type { OrderMessage, StandingMessage } from "../../ports.ts";
import { purseTotal } from "../../trade/account.ts";
import type { Client, Core } from "./exchange-state.ts";
import type { Actor, Held } from "./state.ts";

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
    fills: fillsSince(actors, client, sinceMs),
    positions: Object.fromEntries(
      actors.map(({ instrument, positions }) => [instrument.symbol, positions[client.number] ?? 0]),
    ),
    cash: client.account ? purseTotal(client.account, settle, "cash") : null,
  };
}

type Fill = Omit<OrderMessage, "ts">;

/** The fills of a client since a moment: of orders that are open, and of those that ended since. */
function fillsSince(actors: readonly Actor[], { number, ended }: Client, sinceMs: number): Fill[] {
  const fills: Fill[] = [];
  const add = ({ id, filled, told }: Held): void => {
    if (filled === 0) return;
    for (const { report, fee } of told) {
      if (report.kind === "fill" && report.ts >= sinceMs)
        fills.push(fee ? { id, report, fee } : { id, report });
    }
  };
  for (let k = ended.length - 1; k >= 0 && ended[k]!.updatedMs >= sinceMs; k--) add(ended[k]!);
  for (const { open } of actors) for (const held of open) if (held.owner === number) add(held);
  return fills;
}
