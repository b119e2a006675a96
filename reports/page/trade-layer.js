// Draws trades over a price series: a line from entry to exit, a triangle where it opens, a ring where it closes.
/** @param {any} chart @param {any} series */
const bot4Trades = (chart, series) => {
  /** @type {{ entry: number, exit: number, i: number }[]} */
  let placed = [];
  /** @type {any} */
  let trades;
  /** @type {any} */
  let prices;
  let visible = true;
  let update = () => {};

  /** @param {number} ms @returns {number} index of the candle that holds the moment */
  const candleAt = (ms) => {
    let [low, high] = [0, prices.t.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (prices.t[middle] * 1000 <= ms) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };

  /** @param {number} i */
  const place = (i) => [candleAt(trades.entryTs[i]), candleAt(trades.exitTs[i])];

  /** @param {any} c @param {number} x @param {number} y @param {number} side @param {number} size */
  const triangle = (c, x, y, side, size) => {
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(x - size, y + side * size * 1.8);
    c.lineTo(x + size, y + side * size * 1.8);
    c.closePath();
    c.fill();
  };

  /** @param {any} c */
  const draw = (c) => {
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!visible || !trades || !range) return;
    const inSight = placed.filter(({ entry, exit }) => exit >= range.from && entry <= range.to);
    const [gain, loss, paper] = [bot4.colour("gain"), bot4.colour("loss"), bot4.colour("paper")];
    const room = scale.width() / Math.max(1, inSight.length);
    const detailed = room > 4;
    const size = Math.min(5, Math.max(2.5, room / 4));
    for (const { entry, exit, i } of inSight) {
      const [x1, x2] = [scale.logicalToCoordinate(entry), scale.logicalToCoordinate(exit)];
      const [y1, y2] = [
        series.priceToCoordinate(trades.entryPrice[i]),
        series.priceToCoordinate(trades.exitPrice[i]),
      ];
      if ([x1, x2, y1, y2].includes(null)) continue;
      c.strokeStyle = c.fillStyle = trades.pnl[i] < 0 ? loss : gain;
      c.lineWidth = detailed ? 1.5 : 1;
      c.setLineDash(detailed ? [4, 3] : []);
      c.beginPath();
      c.moveTo(x1, y1);
      c.lineTo(x2, y2);
      c.stroke();
      if (!detailed) continue;
      c.setLineDash([]);
      triangle(c, x1, y1, trades.side[i], size);
      if (trades.open[i]) continue;
      c.beginPath();
      c.arc(x2, y2, size * 0.7, 0, 2 * Math.PI);
      c.save();
      c.fillStyle = paper;
      c.fill();
      c.restore();
      c.stroke();
    }
  };

  const view = {
    zOrder: () => "top",
    renderer: () => ({
      draw: (/** @type {any} */ target) =>
        target.useMediaCoordinateSpace((/** @type {any} */ scope) => {
          scope.context.save();
          draw(scope.context);
          scope.context.restore();
        }),
    }),
  };

  return {
    attached: (/** @type {any} */ given) => {
      update = given.requestUpdate;
    },
    paneViews: () => [view],
    place,
    /** @param {any} all @param {any} data */
    setTrades: (all, data) => {
      trades = all;
      prices = data;
      placed = [];
      if (!all) return;
      const symbol = all.symbols.indexOf(data.symbol);
      for (let i = 0; i < all.number.length; i++) {
        if (all.symbol[i] !== symbol) continue;
        const [entry, exit] = /** @type {[number, number]} */ (place(i));
        placed.push({ entry, exit, i });
      }
      update();
    },
    /** @param {boolean} wanted */
    setVisible: (wanted) => {
      visible = wanted;
      update();
    },
  };
};
