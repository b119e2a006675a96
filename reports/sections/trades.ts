import type { TradeGroup } from "../../research/metrics/trades.ts";
import { fixed, money, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { columnChart } from "../svg/column-chart.ts";
import { histogram } from "../svg/histogram.ts";
import { type PointSet, scatter } from "../svg/scatter.ts";
import { figure, type Section, signed, table } from "./section.ts";

const scatterLimit = 2000;

/** Where the profit came from: by reason, time and symbol, and how trades went on their way. */
export function tradesSection(model: ReportModel): Section {
  if (model.run.outcome.trades.length === 0) {
    return {
      id: "trades",
      title: "Trade analytics",
      short: "Trades",
      body: html`<p class="empty">No trades.</p>`,
    };
  }
  const body = html`<div class="plots">
${figure("Return per trade", histogram({ title: "Histogram of trade returns", bins: model.tradeReturns, unit: "percent", signed: true }), "after fees")}
${figure("Holding time", histogram({ title: "Histogram of holding times", bins: model.holdingBars, unit: "number" }), "bars from entry to exit")}
${excursions(model)}
${figure("Profit by weekday of entry", profitColumns("Profit by weekday", model.byWeekday), "UTC")}
${model.byHour.length > 1 && figure("Profit by hour of entry", profitColumns("Profit by hour", model.byHour), "UTC")}
${model.bySymbol.length > 1 && figure("Profit by symbol", profitColumns("Profit by symbol", model.bySymbol.slice(0, 24)))}
</div>
<div class="columns">${groupTable("By exit reason", model.byReason)}${groupTable("By side", model.bySide)}</div>
${model.bySymbol.length > 1 && groupTable("By symbol", model.bySymbol)}`;
  return { id: "trades", title: "Trade analytics", short: "Trades", body };
}

function profitColumns(title: string, groups: readonly TradeGroup[]): Html {
  return columnChart({
    title,
    groups: groups.map((group) => ({
      label: group.key,
      columns: [
        {
          value: group.profit,
          className: group.profit < 0 ? "loss" : "gain",
          note: `${group.key}: ${money(group.profit)} in ${group.trades} trades`,
        },
      ],
    })),
  });
}

/** Greatest loss and gain on the way, against each other: how much heat a trade took, how much it gave back. */
function excursions({ run }: ReportModel): Html {
  const { trades } = run.outcome;
  const every = Math.ceil(trades.length / scatterLimit);
  const drawn = trades.filter((_, i) => i % every === 0);
  const set = (className: string, wanted: (pnl: number) => boolean): PointSet => {
    const chosen = drawn.filter((trade) => wanted(trade.pnl));
    return { className, x: chosen.map((trade) => trade.mae), y: chosen.map((trade) => trade.mfe) };
  };
  const chart = scatter({
    title: "Maximum adverse and favourable excursion of each trade",
    sets: [set("loss", (pnl) => pnl < 0), set("gain", (pnl) => pnl >= 0)],
    xUnit: "percent",
    yUnit: "percent",
  });
  const note =
    every > 1 ? `MAE across, MFE up; one trade in ${every}` : "adverse (MAE) across, favourable (MFE) up";
  return figure("Excursions", chart, note);
}

function groupTable(title: string, groups: readonly TradeGroup[]): Html {
  return table<TradeGroup>(
    title,
    [
      { head: title.replace("By ", "").replace(/^./, (c) => c.toUpperCase()), cell: (row) => row.key },
      { head: "Trades", cell: (row) => fixed(row.trades, 0), number: true },
      { head: "Won", cell: (row) => percent(row.winRate, 0), number: true },
      { head: "Profit", cell: (row) => signed(row.profit, money(row.profit)), number: true },
      {
        head: "Per trade",
        cell: (row) => signed(row.averageProfit, money(row.averageProfit)),
        number: true,
      },
    ],
    groups,
  );
}

/** The list itself is filled in by the page's script from embedded columns. */
export function tradeListSection(model: ReportModel, listed: number): Section {
  const all = model.run.outcome.trades.length;
  if (all === 0)
    return { id: "list", title: "Trades", short: "List", body: html`<p class="empty">No trades.</p>` };
  const cut =
    listed < all &&
    `The ${fixed(listed, 0)} trades of the largest profit or loss out of ${fixed(all, 0)}; the stored run holds them all.`;
  const body = html`<form class="toolbar" id="trade-filter" aria-label="Filter of trades">
<label>Find <input type="search" name="text" size="14" placeholder="symbol or reason"></label>
<label>Side <select name="side"><option value="">all</option><option>long</option><option>short</option></select></label>
<label>Result <select name="result"><option value="">all</option><option value="gain">profit</option><option value="loss">loss</option></select></label>
<label>Rows <select name="rows"><option>25</option><option>100</option><option>500</option></select></label>
<button type="button" id="trade-csv">Download CSV</button></form>
<div class="scroll" tabindex="0" role="region" aria-label="List of trades"><table id="trade-table"><caption>Trades</caption><thead></thead><tbody></tbody></table></div>
<div class="toolbar pager"><button type="button" id="trade-back">Back</button><span id="trade-page" role="status"></span><button type="button" id="trade-next">Next</button></div>
<p class="note">Click a heading to sort, a number to see the trade on the price. ${cut} Prices and quantities are rounded to ten significant digits.</p>
<noscript><p class="note">The list needs scripts; the stored run holds all trades.</p></noscript>`;
  return { id: "list", title: "List of trades", short: "List", body };
}
