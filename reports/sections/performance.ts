import { lowerBound } from "../../engine/core/calendar.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { drawnBars } from "../chart-data.ts";
import { fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { type TimePoints, timeChart } from "../svg/time-chart.ts";
import { figure, legend, type Section } from "./section.ts";

/** Equity with its drawdown, and the price with the trades on it: interactive on a screen, drawings on paper. */
export function performanceSection(model: ReportModel, drawn: { readonly points: number }): Section {
  const { outcome } = model.run;
  const count = outcome.ts.length - outcome.start;
  const thinned =
    drawn.points < count &&
    `Drawn from ${fixed(drawn.points, 0)} of ${fixed(count, 0)} bars: in each stretch of time the highest and the lowest are kept, so no peak or trough is lost.`;
  const body = html`<div class="toolbar" role="group" aria-label="Chart of equity">
<span class="buttons"><button type="button" data-scale="linear" aria-pressed="true">Linear</button><button type="button" data-scale="log" aria-pressed="false">Log</button></span>
<span class="buttons" data-ranges></span></div>
<div class="chart" id="equity-chart" tabindex="0" role="region" aria-label="Equity of the strategy beside the benchmark, drawdown below. Arrow keys move, plus and minus zoom, zero shows all."></div>
<div class="static">${legend([
    { className: "strategy", label: "Strategy" },
    { className: "benchmark", label: "Benchmark" },
  ])}
${figure(
  "Equity",
  timeChart({
    title: "Equity of the strategy and the benchmark",
    ts: outcome.ts,
    from: outcome.start,
    log: true,
    lines: [
      { className: "benchmark", values: outcome.benchmark },
      { className: "strategy", values: outcome.equity },
    ],
  }),
  "logarithmic",
)}
${figure(
  "Drawdown",
  timeChart({
    title: "Drawdown of the strategy and the benchmark",
    ts: outcome.ts,
    from: outcome.start,
    unit: "percent",
    include: [0],
    lines: [
      { className: "benchmark", values: model.benchmarkDrawdown },
      { className: "loss", values: model.drawdown, area: true },
    ],
  }),
)}</div>
<p class="note">Equity marked at each close, beside buy and hold of the same symbols; drawdown below, deepest ${percent(model.run.metrics.maxDrawdown ?? NaN)}. ${thinned} Drag to move, pinch or turn the wheel with Ctrl to zoom, double-click to reset.</p>`;
  return { id: "equity", title: "Equity and drawdown", short: "Equity", body };
}

/** Candles with the trades drawn from entry to exit. */
export function priceSection(
  model: ReportModel,
  drawn: { readonly barsPerCandle: number; readonly trades: number },
): Section {
  const shown = drawnBars(model);
  const choice =
    shown.length > 1 &&
    html`<label>Symbol <select data-symbol>${shown.map((bars, i) => html`<option value="${i}">${bars.symbol}</option>`)}</select></label>`;
  const joined = drawn.barsPerCandle > 1 && `Each candle joins ${fixed(drawn.barsPerCandle, 0)} bars.`;
  const all = model.run.outcome.trades.length;
  const cut = drawn.trades < all && `Drawn are the ${fixed(drawn.trades, 0)} trades of the list.`;
  const some =
    shown.length < model.bars.length &&
    `Prices of the ${shown.length} symbols with the most trades, of ${model.bars.length}.`;
  const body = html`<div class="toolbar" role="group" aria-label="Chart of the price">${choice}
<span class="buttons"><button type="button" data-scale="linear" aria-pressed="true">Linear</button><button type="button" data-scale="log" aria-pressed="false">Log</button></span>
<label><input type="checkbox" data-trades checked> Trades</label></div>
${legend([
  { className: "gain", label: "trade with a profit" },
  { className: "loss", label: "trade with a loss" },
])}
<div class="chart" id="price-chart" tabindex="0" role="region" aria-label="Price with trades. Arrow keys move, plus and minus zoom, zero shows all."></div>
<div class="static">${shown.slice(0, 4).map((bars) => figure(bars.symbol, printedPrice(bars, model), "close; a dot is an entry"))}</div>
<p class="note screen">A line runs from entry to exit fill; an upward triangle opens a long, a downward one a short, a ring closes either. ${joined} ${cut} ${some} Both charts show the same time.</p>`;
  return { id: "price", title: "Trades on the price", short: "Price", body };
}

const printedTradesMax = 2000;

/** The close with entries on it, coloured by what the trades made, for paper. */
function printedPrice({ symbol, ts, close }: Bars, { run }: ReportModel): Html {
  const { trades, start } = run.outcome;
  const own = trades.filter((trade) => trade.symbol === symbol);
  const shown = own.length > printedTradesMax ? [] : own;
  const points = (className: string, wanted: (pnl: number) => boolean): TimePoints => {
    const chosen = shown.filter((trade) => wanted(trade.pnl));
    return {
      className,
      ts: chosen.map((trade) => trade.entryTs),
      values: chosen.map((trade) => trade.entryPrice),
    };
  };
  return timeChart({
    title: `Close of ${symbol} with entries`,
    ts,
    lines: [{ className: "benchmark", values: close }],
    from: lowerBound(ts, run.outcome.ts[start]!),
    points: [points("gain", (pnl) => pnl >= 0), points("loss", (pnl) => pnl < 0)],
  });
}
