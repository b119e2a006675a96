// Draws trades over a price series: a line from entry to exit, a triangle where it opens, a ring where it closes.

/**
 * The slot of the candle that holds a moment.
 * @param {{ from: number, step: number, frame: number, count: number }} slots @param {number} ms
 */
const bot4SlotAt = ({ from, step, frame, count }, ms) =>
  Math.max(0, Math.min(count - 1, Math.floor((ms / 1000 - from + frame / 2) / step)));

/**
 * The trades of the symbol of some candles, each at the candles of its entry and exit.
 * @param {any} trades @param {any} prices @returns {{ entry: number, exit: number, i: number }[]}
 */
const bot4PlaceTrades = (trades, prices) => {
  const symbol = trades.symbols.indexOf(prices.symbol);
  const at = (/** @type {number} */ ms) => bot4SlotAt(prices, ms);
  return trades.number
    .map((/** @type {number} */ _, /** @type {number} */ i) => i)
    .filter((/** @type {number} */ i) => trades.symbol[i] === symbol)
    .map((/** @type {number} */ i) => ({ entry: at(trades.entryTs[i]), exit: at(trades.exitTs[i]), i }));
};

/** @typedef {{ x1: number, y1: number, x2: number, y2: number, side: number, open: boolean, ink: string, paper: string, size: number }} Mark */

/** @param {any} c the canvas @param {Mark} mark */
const bot4DrawEnds = (c, { x1, y1, x2, y2, side, open, paper, size }) => {
  c.setLineDash([]);
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x1 - size, y1 + side * size * 1.8);
  c.lineTo(x1 + size, y1 + side * size * 1.8);
  c.closePath();
  c.fill();
  if (open) return;
  c.beginPath();
  c.arc(x2, y2, size * 0.7, 0, 2 * Math.PI);
  c.fillStyle = paper;
  c.fill();
  c.stroke();
};

/** @param {any} c the canvas @param {Mark} mark @param {boolean} detailed */
const bot4DrawTrade = (c, mark, detailed) => {
  c.strokeStyle = c.fillStyle = mark.ink;
  c.lineWidth = detailed ? 1.5 : 1;
  c.setLineDash(detailed ? [4, 3] : []);
  c.beginPath();
  c.moveTo(mark.x1, mark.y1);
  c.lineTo(mark.x2, mark.y2);
  c.stroke();
  if (detailed) bot4DrawEnds(c, mark);
};

/**
 * The layer of trades as the chart library wants a primitive of a series.
 * @param {any} chart @param {any} series @param {any} trades columns of the embedded trades
 */
const bot4TradeLayer = (chart, series, trades) => {
  /** @type {{ entry: number, exit: number, i: number }[]} trades of the shown symbol, at their candles */
  let placed = [];
  let visible = true;
  let update = () => {};

  /** @param {any} c the canvas */
  const draw = (c) => {
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!visible || !range) return;
    const inSight = placed.filter(({ entry, exit }) => exit >= range.from && entry <= range.to);
    const room = scale.width() / Math.max(1, inSight.length);
    const size = Math.min(5, Math.max(2.5, room / 4));
    const [gain, loss, paper] = [bot4.colour("gain"), bot4.colour("loss"), bot4.colour("paper")];
    for (const { entry, exit, i } of inSight) {
      const [x1, x2] = [scale.logicalToCoordinate(entry), scale.logicalToCoordinate(exit)];
      const y1 = series.priceToCoordinate(trades.entryPrice[i]);
      const y2 = series.priceToCoordinate(trades.exitPrice[i]);
      if ([x1, x2, y1, y2].includes(null)) continue;
      const ink = trades.pnl[i] < 0 ? loss : gain;
      bot4DrawTrade(
        c,
        { x1, y1, x2, y2, side: trades.side[i], open: trades.open[i] === 1, ink, paper, size },
        room > 4,
      );
    }
  };

  const renderer = {
    draw: (/** @type {any} */ target) =>
      target.useMediaCoordinateSpace((/** @type {any} */ { context }) => {
        context.save();
        draw(context);
        context.restore();
      }),
  };

  /** @param {any} prices the shown candles */
  const show = (prices) => {
    placed = bot4PlaceTrades(trades, prices);
    update();
  };

  return {
    attached: (/** @type {any} */ given) => {
      update = given.requestUpdate;
    },
    paneViews: () => [{ zOrder: () => "top", renderer: () => renderer }],
    show,
    /** @param {number} i @returns candles of entry and exit of a trade of the shown symbol */
    placeOf: (i) => placed.find((item) => item.i === i),
    /** @param {boolean} wanted */
    setVisible: (wanted) => {
      visible = wanted;
      update();
    },
  };
};
