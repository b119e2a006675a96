import { entriesOf } from "../../../execution/order-table.ts";
import type { Trader } from "../trader.ts";

/** All that a trader knows, as text: equal texts stand for traders that will do the same. */
export function standingOf({ desk, session }: Trader): string {
  const { blotter, board, list, counts, reconciling } = desk;
  const { slots, risk, recall: _, ...account } = session;
  const orders = blotter.orders;
  return JSON.stringify(
    {
      account,
      slots,
      risk: risk.state,
      posts: list.map(({ slot: _slot, instrument: _instrument, ...post }) => post),
      board,
      counts,
      reconciling,
      open: [...entriesOf(orders, orders.open)],
      closed: [...entriesOf(orders, orders.closed)],
      groups: blotter.groups,
      commands: blotter.memory.size,
    },
    plain,
  );
}

/** What JSON has no word for. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0";
  if (value instanceof Map || value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return typeof value === "function" ? "a function" : value;
}
