// The interactive chart of prices with the trades on them.
(() => {
  const element = document.getElementById("price-chart");
  const prices = bot4.data("price-data");
  const trades = bot4.data("trade-data");
  if (!element || !trades || !prices || prices.length === 0) return;
  const charts = /** @type {any} */ (globalThis).LightweightCharts;
  let shown = prices[0];
  let timeline = bot4.timeline(shown);

  /** @param {any} point */
  const read = (point) => {
    const at = timeline.rowAt(point);
    const moment = timeline.time(shown.at[at] ?? 0) * 1000;
    const time = { label: bot4.moment(moment, shown.intraday), text: "", tone: "time" };
    const value = (/** @type {string} */ label, /** @type {string} */ key) => ({
      label,
      text: bot4.price(shown[key][at] ?? null),
      tone: "plain",
    });
    return [time, value("O", "o"), value("H", "h"), value("L", "l"), value("C", "c")];
  };
  const { chart, write } = bot4Chart.create(element, { intraday: shown.intraday, read });
  const style = () => {
    const [up, down] = [bot4.colour("candle-up"), bot4.colour("candle-down")];
    return {
      upColor: up,
      downColor: down,
      borderVisible: false,
      wickUpColor: up,
      wickDownColor: down,
      priceLineVisible: false,
      priceFormat: {
        type: "custom",
        formatter: bot4.price,
        tickmarksFormatter: bot4.axisLabels,
        minMove: 1e-9,
      },
      lastValueVisible: false,
    };
  };
  const series = chart.addSeries(charts.CandlestickSeries, style());
  const layer = bot4TradeLayer(chart, series, trades);
  series.attachPrimitive(layer);

  /** @param {any} data */
  const show = (data) => {
    shown = data;
    timeline = bot4.timeline(data);
    series.setData(
      timeline.points((row) => ({
        open: data.o[row],
        high: data.h[row],
        low: data.l[row],
        close: data.c[row],
      })),
    );
    layer.show(data);
    chart.timeScale().fitContent();
    write(undefined);
  };
  show(shown);
  bot4Chart.scaleButtons(element, chart);
  document.addEventListener("bot4:theme", () => series.applyOptions(style()));

  const choice = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-symbol]"));
  choice?.addEventListener("change", () => show(prices[Number(choice.value)]));
  const check = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-trades]"));
  check?.addEventListener("change", () => layer.setVisible(check.checked));

  // The list of trades asks for one of them.
  document.addEventListener("bot4:trade", (event) => {
    const i = /** @type {CustomEvent<number>} */ (event).detail;
    const at = prices.findIndex(
      (/** @type {any} */ item) => item.symbol === trades.symbols[trades.symbol[i]],
    );
    if (at < 0) return;
    if (prices[at] !== shown) {
      if (choice) choice.value = String(at);
      show(prices[at]);
    }
    const place = layer.placeOf(i);
    if (!place) return;
    const { entry, exit } = place;
    const margin = Math.max(20, (exit - entry) * 0.6);
    chart.timeScale().setVisibleLogicalRange({ from: entry - margin, to: exit + margin });
    element.scrollIntoView({
      block: "center",
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
    element.focus({ preventScroll: true });
  });
  bot4Chart.pair(bot4Equity, { chart, step: () => shown.step });
})();
