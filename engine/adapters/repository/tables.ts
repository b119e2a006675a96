import type { DecisionRow, EquityRow, EventRow, FillRow, OrderRow } from "../../ports.ts";
import type { Table } from "./table.ts";

const [text, number] = ["text", "double precision"] as const;

export const ordersTable: Table<OrderRow> = {
  name: "orders",
  columns: {
    id: text,
    symbol: text,
    side: text,
    kind: text,
    role: text,
    decidedMs: number,
    status: text,
    quantity: number,
    limitPrice: number,
    triggerPrice: number,
    filled: number,
    price: number,
    reason: text,
    sentMs: number,
    endedMs: number,
  },
  key: ["id"],
  time: "sentMs",
};

export const fillsTable: Table<FillRow> = {
  name: "fills",
  columns: {
    number,
    orderId: text,
    symbol: text,
    side: text,
    quantity: number,
    price: number,
    fee: number,
    liquidity: text,
    reason: text,
    heardMs: number,
  },
  key: ["number"],
  time: "heardMs",
};

export const equityTable: Table<EquityRow> = {
  name: "equity",
  columns: { closeMs: number, equity: number, exposure: number, net: number },
  key: ["closeMs"],
  time: "closeMs",
};

export const decisionsTable: Table<DecisionRow> = {
  name: "decisions",
  columns: { closeMs: number, symbol: text, target: number },
  key: ["closeMs", "symbol"],
  time: "closeMs",
};

export const eventsTable: Table<EventRow> = {
  name: "events",
  columns: { number, ts: number, kind: text, name: text, detail: text, count: number },
  key: ["number"],
  time: "ts",
};
