import type { CostRow } from "../../engine/execution/cost-report.ts";
import { fixed, money } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { OrderCount, ReportModel, RuleCount } from "../model.ts";
import { type Column, type Section, table } from "./section.ts";

/** What became of orders, which rules stood in their way, and what it cost to get from decision to fill. */
export function ordersSection(model: ReportModel): Section {
  const { orderCounts, ruleCounts, shortfall } = model;
  const body =
    orderCounts.length === 0 && shortfall === undefined
      ? html`<p class="empty">No orders.</p>`
      : html`<div class="columns">${orderCounts.length > 0 && countTable(orderCounts)}${ruleCounts.length > 0 && ruleTable(ruleCounts)}</div>
<p class="note">Every order that a decision placed, by how it ended. Stops, targets and trailing stops follow positions and are no orders here.</p>
${shortfall !== undefined && shortfallTable(model, shortfall)}`;
  return { id: "orders", title: "Orders", body };
}

const number = <T>(head: string, cell: (row: T) => string): Column<T> => ({ head, cell, number: true });

function countTable(counts: readonly OrderCount[]): Html {
  const of = (head: string, key: Exclude<keyof OrderCount, "kind">) =>
    number<OrderCount>(head, (row) => fixed(row[key], 0));
  return table<OrderCount>(
    "Orders by kind",
    [
      { head: "Kind", cell: ({ kind }) => kind },
      of("Placed", "placed"),
      of("Filled", "filled"),
      of("Cancelled", "cancelled"),
      of("Expired", "expired"),
      of("Rejected", "rejected"),
      of("Open", "open"),
    ],
    counts,
    "narrow",
  );
}

const ruleTable = (rules: readonly RuleCount[]): Html =>
  table<RuleCount>(
    "Orders that a rule cut or refused",
    [
      { head: "Rule", cell: ({ rule }) => rule },
      number("Cut", ({ cut }) => fixed(cut, 0)),
      number("Refused", ({ refused }) => fixed(refused, 0)),
    ],
    rules,
    "narrow",
  );

interface Line {
  readonly name: string;
  readonly row: CostRow;
}

function shortfallTable({ shortfallBySymbol, shortfallByKind }: ReportModel, all: CostRow): Html {
  const bySymbol = shortfallBySymbol.map((row) => ({ name: row.symbol ?? "", row }));
  const byKind = shortfallByKind.map((row) => ({ name: row.kind ?? "", row }));
  const lines: Line[] = [
    ...(bySymbol.length > 1 ? bySymbol : []),
    ...(byKind.length > 1 ? byKind : []),
    { name: "All", row: all },
  ];
  const part = (head: string, key: keyof CostRow["costs"]) =>
    number<Line>(head, ({ row }) => money(row.costs[key]));
  const rows = table<Line>(
    "Implementation shortfall",
    [
      { head: "Symbol, or kind of order", cell: ({ name }) => name },
      number("Fills", ({ row }) => fixed(row.fills, 0)),
      number("Notional decided", ({ row }) => money(row.notional)),
      part("Delay", "delay"),
      part("Impact and slippage", "impact"),
      part("Spread", "spread"),
      part("Fees", "fees"),
      part("Total", "total"),
      number("Of notional", ({ row }) => `${fixed(row.bps.total, 2)} bps`),
    ],
    lines,
    "quiet",
  );
  return html`<h3>Implementation shortfall</h3>${rows}
<p class="note">Money lost against fills of what was filled at the close that decided, without costs; what was gained is negative. Delay: the move from that close to the market's next open. Impact and slippage: the move from there to the price of the fill before costs, and what was paid beyond the spread. The parts add up to the total. Protective levels, liquidations and expiries begin at the price that set them off. Orders that did not fill cost nothing here.</p>`;
}
