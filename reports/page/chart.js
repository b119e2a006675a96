// A chart that follows the theme, answers to the keyboard and writes what lies under the crosshair.
const bot4Chart = (() => {
  const charts = /** @type {any} */ (globalThis).LightweightCharts;

  /** @param {boolean} intraday */
  const look = (intraday) => {
    const { colour } = bot4;
    return {
      layout: {
        background: { type: "solid", color: "transparent" },
        textColor: colour("muted"),
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 12,
        attributionLogo: false,
        panes: { separatorColor: colour("rule"), separatorHoverColor: colour("rule"), enableResize: false },
      },
      grid: { vertLines: { color: colour("grid") }, horzLines: { color: colour("grid") } },
      rightPriceScale: { borderColor: colour("rule"), minimumWidth: 76, entireTextOnly: true },
      timeScale: {
        borderColor: colour("rule"),
        timeVisible: intraday,
        minBarSpacing: 0.001,
      },
      crosshair: {
        mode: charts.CrosshairMode.Normal,
        vertLine: { color: colour("muted"), labelBackgroundColor: colour("ink-soft") },
        horzLine: { color: colour("muted"), labelBackgroundColor: colour("ink-soft") },
      },
    };
  };

  const axisDates = {
    month: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short" }),
    day: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" }),
    time: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit" }),
  };

  /**
   * A label of the time axis in the unit in which labels stand apart, and not, where a slot spans many bars, in that
   * of the slot it happens to be at.
   * @param {any} chart @param {number} seconds @param {number} kind
   */
  const axisLabel = (chart, seconds, kind) => {
    const date = new Date(seconds * 1000);
    if (kind === charts.TickMarkType.Year) return String(date.getUTCFullYear());
    const range = chart.timeScale().getVisibleRange();
    const days = range ? ((range.to - range.from) / 86_400) * (80 / (chart.timeScale().width() || 800)) : 0;
    if (days > 25 || kind === charts.TickMarkType.Month) return axisDates.month.format(date);
    return (days > 0.9 || kind === charts.TickMarkType.DayOfMonth ? axisDates.day : axisDates.time).format(
      date,
    );
  };

  /** @param {any} chart @param {any} event */
  const onKey = (chart, event) => {
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = range.to - range.from;
    /** @param {number} shift @param {number} grow */
    const move = (shift, grow) =>
      scale.setVisibleLogicalRange({ from: range.from + shift - grow, to: range.to + shift + grow });
    if (event.key === "ArrowLeft") move(-width / 10, 0);
    else if (event.key === "ArrowRight") move(width / 10, 0);
    else if (event.key === "+" || event.key === "=") move(0, -width / 8);
    else if (event.key === "-") move(0, width / 6);
    else if (event.key === "0") scale.fitContent();
    else return;
    event.preventDefault();
  };

  /** @param {any} chart @param {HTMLElement} element @param {WheelEvent} event */
  const onWheel = (chart, element, event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range) return;
    const at = scale.coordinateToLogical(event.clientX - element.getBoundingClientRect().left) ?? range.to;
    const factor = event.deltaY > 0 ? 1.2 : 1 / 1.2;
    scale.setVisibleLogicalRange({
      from: at - (at - range.from) * factor,
      to: at + (range.to - at) * factor,
    });
  };

  /**
   * @param {HTMLElement} element
   * @param {{ intraday: boolean, read: (point: any) => { label: string, text: string, tone: string }[] }} options
   */
  const create = (element, { intraday, read }) => {
    const chart = charts.createChart(element, {
      autoSize: true,
      ...look(intraday),
      localization: {
        locale: "en-GB",
        timeFormatter: (/** @type {number} */ t) => bot4.moment(t * 1000, intraday),
      },
      // The wheel scrolls the page; with Ctrl it zooms the chart, as maps do.
      handleScroll: { mouseWheel: false, pressedMouseMove: true, horzTouchDrag: true, vertTouchDrag: false },
      handleScale: { mouseWheel: false, pinch: true, axisPressedMouseMove: true, axisDoubleClickReset: true },
    });
    const tickMarkFormatter = (/** @type {number} */ t, /** @type {number} */ kind) =>
      axisLabel(chart, t, kind);
    chart.applyOptions({ timeScale: { tickMarkFormatter } });
    const legend = document.createElement("div");
    legend.className = "reading";
    element.append(legend);
    /** @param {any} point */
    const write = (point) => {
      const entries = read(point).map(({ label, text, tone }) => {
        const entry = document.createElement("span");
        entry.className = `key ${tone}`;
        entry.textContent = `${label} ${text}`;
        return entry;
      });
      legend.replaceChildren(...entries);
    };
    chart.subscribeCrosshairMove(write);
    document.addEventListener("bot4:theme", () => chart.applyOptions(look(intraday)));
    element.addEventListener("keydown", (event) => onKey(chart, event));
    element.addEventListener("dblclick", () => chart.timeScale().fitContent());
    element.addEventListener("wheel", (event) => onWheel(chart, element, event), { passive: false });
    return { chart, write };
  };

  /**
   * Buttons of a linear and a logarithmic scale above a chart.
   * @param {HTMLElement} element @param {any} chart
   */
  const scaleButtons = (element, chart) => {
    const buttons = [...(element.closest("section")?.querySelectorAll("[data-scale]") ?? [])];
    /** @param {Element} button */
    const press = (button) => {
      const log = button.getAttribute("data-scale") === "log";
      const mode = log ? charts.PriceScaleMode.Logarithmic : charts.PriceScaleMode.Normal;
      chart.priceScale("right", 0).applyOptions({ mode });
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    };
    for (const button of buttons) {
      button.addEventListener("click", () => press(button));
      if (button.getAttribute("aria-pressed") === "true") press(button);
    }
  };

  /**
   * Two charts show the same span of time; the one that is touched leads. A slot of one chart spans so many of the other.
   * @param {{ chart: any, step: () => number } | undefined} one @param {{ chart: any, step: () => number }} other
   */
  const pair = (one, other) => {
    if (!one) return;
    let leader = /** @type {any} */ (undefined);
    for (const [own, follower] of [
      [one, other],
      [other, one],
    ]) {
      own.chart.timeScale().subscribeVisibleLogicalRangeChange((/** @type {any} */ range) => {
        if (!range || (leader && leader !== own)) return;
        leader = own;
        const ratio = own.step() / follower.step();
        const shift = (/** @type {number} */ at) => (at + 0.5) * ratio - 0.5;
        follower.chart.timeScale().setVisibleLogicalRange({ from: shift(range.from), to: shift(range.to) });
        requestAnimationFrame(() => {
          leader = undefined;
        });
      });
    }
    // Equal widths of the axes, so that a moment stands at the same place in both.
    const align = () => {
      const scales = [one, other].map(({ chart }) => chart.priceScale("right"));
      const widest = Math.max(...scales.map((scale) => scale.width()));
      for (const scale of scales) {
        if (scale.width() < widest) scale.applyOptions({ minimumWidth: widest });
      }
    };
    // An axis grows with its labels, and the plot then shrinks.
    for (const { chart } of [one, other]) chart.timeScale().subscribeSizeChange(align);
    requestAnimationFrame(align);
  };

  return { create, scaleButtons, pair };
})();
