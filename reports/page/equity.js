// The interactive chart of equity lines above and drawdowns below.
const bot4Equity = (() => {
  const element = document.getElementById("equity-chart");
  const data = bot4.data("lines-data");
  if (!element || !data) return undefined;
  const charts = /** @type {any} */ (globalThis).LightweightCharts;
  const growth = (/** @type {number | null} */ v) => (v === null ? "n/a" : `${bot4.fixed(v, 2)}\u00d7`);
  const formats = { percent: bot4.percent, money: bot4.money, growth };
  /** @type {any[]} */
  const lines = data.lines;

  const timeline = bot4.timeline(data);

  /** @param {any} line */
  const style = (line) => {
    const color = bot4.colour(line.tone);
    const common = {
      // A tag on the axis would hide its labels; the reading above the chart has the last values.
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: line.pane === 0,
    };
    if (line.kind === "area") {
      // Filled up to zero: the water that equity is under.
      return {
        ...common,
        baseValue: { type: "price", price: 0 },
        bottomLineColor: color,
        bottomFillColor1: `${color}10`,
        bottomFillColor2: `${color}55`,
        topLineColor: color,
        topFillColor1: "transparent",
        topFillColor2: "transparent",
        lineWidth: 1,
      };
    }
    return { ...common, color, lineWidth: line.pane === 0 && line.tone !== "benchmark" ? 2 : 1 };
  };

  /** @param {any} point */
  const read = (point) => {
    const at = timeline.rowAt(point);
    const moment = timeline.time(data.at[at] ?? 0) * 1000;
    const time = { label: bot4.moment(moment, data.intraday), text: "", tone: "time" };
    const text = (/** @type {any} */ line) => formats[/** @type {"percent"} */ (line.unit)](line.values[at]);
    const named = lines.filter((line) => line.label !== "");
    // A line without a name of its own belongs to the one of its colour.
    const beside = (/** @type {any} */ line) => {
      const other = lines.find((item) => item.label === "" && item.tone === line.tone);
      return other ? ` (${text(other)})` : "";
    };
    return [
      time,
      ...named.map((line) => ({ label: line.label, text: text(line) + beside(line), tone: line.tone })),
    ];
  };

  const { chart, write } = bot4Chart.create(element, { intraday: data.intraday, read });
  const series = lines.map((line, k) => {
    const kind = line.kind === "area" ? charts.BaselineSeries : charts.LineSeries;
    const added = chart.addSeries(
      kind,
      {
        ...style(line),
        priceFormat: {
          type: "custom",
          formatter: formats[/** @type {"percent"} */ (line.unit)],
          tickmarksFormatter: (/** @type {number[]} */ values) =>
            line.unit === "percent"
              ? bot4.axisLabels(values.map((v) => v * 100)).map((text) => `${text}%`)
              : bot4.axisLabels(values),
          minMove: line.unit === "percent" ? 0.0001 : 0.01,
        },
      },
      line.pane,
    );
    const points = timeline.points((row) =>
      line.values[row] === null ? undefined : { value: line.values[row] },
    );
    // One line brings every slot to the time scale; the others need only their own points.
    added.setData(k === 0 ? points : points.filter((point) => "value" in point));
    return added;
  });
  chart.panes()[0].setStretchFactor(5);
  chart.panes()[1]?.setStretchFactor(2);
  bot4Chart.scaleButtons(element, chart);
  document.addEventListener("bot4:theme", () =>
    series.forEach((item, i) => {
      item.applyOptions(style(lines[i]));
    }),
  );
  chart.timeScale().fitContent();
  write(undefined);

  // Buttons for the last years, as many as the run spans.
  const ranges = document.querySelector("[data-ranges]");
  const end = timeline.time(data.count - 1);
  const spans = /** @type {[string, number][]} */ ([
    ["1M", 30.4],
    ["1Y", 365.25],
    ["3Y", 1095.75],
    ["10Y", 3652.5],
  ]);
  for (const [label, days] of [
    ...spans.filter(([, days]) => end - data.from > days * 86400),
    /** @type {[string, number]} */ (["All", Infinity]),
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      if (days === Infinity) chart.timeScale().fitContent();
      else
        chart
          .timeScale()
          .setVisibleLogicalRange({ from: data.count - (days * 86400) / data.step, to: data.count - 0.5 });
    });
    ranges?.append(button);
  }
  return { chart, step: () => data.step };
})();
