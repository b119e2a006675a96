import type { FoldedOrder } from "../../engine/run/paper/fold-types.ts";
import type { Trade } from "../../engine/run/result.ts";
import type { PeriodModel } from "../../research/paper/period-model.ts";
import { fixed, moment, money, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type Column, type Section, signed, table } from "./section.ts";

/** Rows of a table at most; all of them are in the record beside the page. */
const rowsMax = 300;

/** What a session sent to its venue and what became of it, and the round trips that ended. */
export function paperOrdersSection(model: PeriodModel): Section {
  const { orders, trades } = model;
  const body = html`${orders.length === 0 ? html`<p class="empty">No orders.</p>` : html`${endings(orders)}${orderTable(orders)}`}
<h3>Trades that ended</h3>
${trades.length === 0 ? html`<p class="empty">None.</p>` : tradeTable(trades)}`;
  return { id: "orders", title: "Orders and trades", short: "Orders", body };
}

const few = <T>(rows: readonly T[]): readonly T[] => rows.slice(-rowsMax);

const more = (rows: readonly unknown[]): Html | false =>
  rows.length > rowsMax && html`<p class="note">The last ${rowsMax} of ${fixed(rows.length, 0)}.</p>`;

/** Counts by what orders were for and how they ended. */
function endings(orders: readonly FoldedOrder[]): Html {
  const statuses = [...new Set(orders.map(({ status }) => status))].sort();
  const roles = [...new Set(orders.map(({ role }) => role))].sort();
  const count = (role: string, status: string): number =>
    orders.filter((order) => order.role === role && order.status === status).length;
  const columns: Column<string>[] = [
    { head: "For", cell: (role) => role },
    ...statuses.map((status) => ({
      head: status,
      cell: (role: string) => fixed(count(role, status), 0),
      number: true,
    })),
  ];
  return table("Orders by how they ended or stand", columns, roles, "narrow");
}

function orderTable(orders: readonly FoldedOrder[]): Html {
  const columns: Column<FoldedOrder>[] = [
    { head: "Sent", cell: ({ sentMs }) => moment(sentMs, 1) },
    { head: "Symbol", cell: ({ request }) => request.symbol },
    { head: "For", cell: ({ role }) => role },
    { head: "Order", cell: ({ request }) => termsOf(request) },
    { head: "Filled", cell: ({ filled }) => String(Number(filled.toPrecision(12))), number: true },
    {
      head: "At",
      cell: ({ price }) => (price === price ? String(Number(price.toPrecision(10))) : ""),
      number: true,
    },
    { head: "Status", cell: ({ status, reason }) => (reason === null ? status : `${status} (${reason})`) },
    { head: "Ended", cell: ({ endedMs }) => (endedMs === endedMs ? moment(endedMs, 1) : "") },
  ];
  return html`${table("Orders", columns, few(orders))}${more(orders)}`;
}

function termsOf({
  side,
  kind,
  quantity,
  price,
  trigger,
  tif,
  reduceOnly,
  postOnly,
}: FoldedOrder["request"]): string {
  return [
    `${side} ${quantity} ${kind}`,
    ...(trigger === undefined ? [] : [`at ${trigger}`]),
    ...(price === undefined ? [] : [`@ ${price}`]),
    ...(tif === "gtc" ? [] : [tif]),
    ...(reduceOnly ? ["reduce only"] : []),
    ...(postOnly ? ["post only"] : []),
  ].join(" ");
}

function tradeTable(trades: readonly Trade[]): Html {
  const price = (value: number): string => String(Number(value.toPrecision(10)));
  const columns: Column<Trade>[] = [
    { head: "Entry bar", cell: ({ entryTs }) => moment(entryTs, 1) },
    { head: "Exit bar", cell: ({ exitTs }) => moment(exitTs, 1) },
    { head: "Symbol", cell: ({ symbol }) => symbol },
    { head: "Side", cell: ({ side }) => side },
    { head: "Quantity", cell: ({ quantity }) => price(quantity), number: true },
    { head: "Entry", cell: ({ entryPrice }) => price(entryPrice), number: true },
    { head: "Exit", cell: ({ exitPrice }) => price(exitPrice), number: true },
    { head: "Exit by", cell: ({ exitReason }) => exitReason },
    { head: "Fees", cell: ({ fees }) => money(fees), number: true },
    { head: "Profit", cell: ({ pnl }) => signed(pnl, money(pnl)), number: true },
    { head: "Return", cell: (trade) => signed(trade.return, percent(trade.return)), number: true },
  ];
  return html`${table("Trades", columns, few(trades), "quiet")}${more(trades)}`;
}
