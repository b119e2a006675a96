import { lowerBound } from "../../engine/core/calendar.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { drawnBars, startsOnLog } from "../chart-data.ts";
import { fixed, percent, span } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { type TimePoints, timeChart } from "../svg/time-chart.ts";
import { figure, legend, type Section, scaleButtons } from "./section.ts";

/** Equity with its drawdown, and the price with the trades on it: interactive on a screen, drawings on paper. */
export function performanceSection(model: ReportModel, drawn: { readonly stepMs: number }): Section {
  const { outcome } = model.run;
  const count = outcome.ts.length - outcome.start;
  const thinned =
    drawn.stepMs > outcome.timeframeMs &&
    `${fixed(count, 0)} bars are thinned: of each ${span(2 * drawn.stepMs)} the lowest and the highest are drawn, and the last bar.`;
  const log = startsOnLog([outcome.equity, outcome.benchmark], outcome.start);
  const body = html`<div class="toolbar" role="group" aria-label="Chart of equity">
${scaleButtons(log)}
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
  drawn: { readonly candleMs: number; readonly trades: number },
): Section {
  const shown = drawnBars(model);
  const choice =
    shown.length > 1 &&
    html`<label>Symbol <select data-symbol>${shown.map((bars, i) => html`<option value="${i}">${bars.symbol}</option>`)}</select></label>`;
  const joined =
    drawn.candleMs > model.run.outcome.timeframeMs &&
    `Each candle joins the bars of ${span(drawn.candleMs)}.`;
  const all = model.run.outcome.trades.length;
  const cut = drawn.trades < all && `Drawn are the ${fixed(drawn.trades, 0)} trades of the list.`;
  const some =
    shown.length < model.bars.length &&
    `Prices of the ${shown.length} symbols with the most trades, of ${model.bars.length}.`;
  const body = html`<div class="toolbar" role="group" aria-label="Chart of the price">${choice}
${scaleButtons(false)}
<label><input type="checkbox" data-trades checked> Trades</label></div>
${legend([
  { className: "gain", label: "trade with a profit" },
  { className: "loss", label: "trade with a loss" },
])}
<div class="chart" id="price-chart" tabindex="0" role="region" aria-label="Price with trades. Arrow keys move, plus and minus zoom, zero shows all."></div>
<div class="static">${shown.slice(0, 4).map((bars) => figure(bars.symbol, printedPrice(bars, model), "close; a dot is an entry"))}</div>
<p class="note screen">A line runs from entry to exit fill; an upward triangle opens a long, a downward one a short, a ring closes either. Where many trades are in sight only their lines are drawn: zoom in for the rest. ${joined} ${cut} ${some} Both charts show the same time, and time runs evenly: hours without trading take their room.</p>`;
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
