// What the scripts of the page share: embedded data, numbers in words, colours of the style sheet.
const bot4 = (() => {
  const minus = "\u2212";

  /** @param {string} id @returns {any} the embedded data, or undefined where the page has none */
  const data = (id) => {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent ?? "null") : undefined;
  };

  /** @param {number | null} value @param {number} decimals */
  const fixed = (value, decimals) => {
    if (value === null || !Number.isFinite(value)) return "n/a";
    const text = Math.abs(value).toLocaleString("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    return value < 0 && /[1-9]/.test(text) ? minus + text : text;
  };

  /** @param {number | null} value */
  const percent = (value) =>
    value === null ? "n/a" : `${fixed(value * 100, Math.abs(value) >= 10 ? 0 : 2)}%`;

  /** @param {number | null} value */
  const money = (value) => fixed(value, value !== null && Math.abs(value) >= 1e5 ? 0 : 2);

  /** @param {number | null} value a price or quantity: about seven significant digits, no idle zeros beyond cents */
  const price = (value) => {
    if (value === null || !Number.isFinite(value)) return "n/a";
    const digits = value === 0 ? 2 : Math.min(12, Math.max(2, 6 - Math.floor(Math.log10(Math.abs(value)))));
    return fixed(value, digits).replace(/(\.\d\d\d*?)0+$/, "$1");
  };

  /** @param {number[]} values @returns decimals that write a column of prices with about six significant digits */
  const decimalsOf = (values) => {
    const top = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return top === 0 ? 2 : Math.min(12, Math.max(top >= 1e5 ? 1 : 2, 5 - Math.floor(Math.log10(top))));
  };

  /**
   * Labels of an axis, all with the decimals that tell them apart.
   * @param {number[]} values
   */
  const axisLabels = (values) => {
    const shown = values.filter(Number.isFinite);
    const same = (/** @type {number} */ d) =>
      shown.some((value) => Math.abs(Number(value.toFixed(d)) - value) > 1e-6 * Math.abs(value) + 1e-12);
    let decimals = 0;
    while (decimals < 10 && same(decimals)) decimals++;
    return values.map((value) => fixed(value, decimals));
  };

  /** @param {number} ms @param {boolean} intraday */
  const moment = (ms, intraday) => {
    const text = new Date(ms).toISOString();
    return intraday ? `${text.slice(0, 10)} ${text.slice(11, ms % 60000 ? 19 : 16)}` : text.slice(0, 10);
  };

  /** @param {string} name a colour of the style sheet, without its dashes */
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  /**
   * The slots of a chart as points of its time scale, and the row of data that holds at a slot: its own, else the
   * last before it.
   * @param {{ from: number, step: number, count: number, at: number[] }} slots
   */
  const timeline = ({ from, step, count, at }) => {
    const rows = new Int32Array(count);
    let row = 0;
    for (let slot = 0; slot < count; slot++) {
      if (row + 1 < at.length && at[row + 1] <= slot) row++;
      rows[slot] = row;
    }
    const time = (/** @type {number} */ slot) => from + slot * step;
    return {
      time,
      /** @param {any} point under the crosshair */
      rowAt: (point) =>
        point?.time === undefined ? at.length - 1 : rows[Math.max(0, Math.min(count - 1, point.logical))],
      /** @param {(row: number) => object | undefined} value @returns one point a slot, blank where there is none */
      points: (value) => {
        const out = Array.from({ length: count }, (_, slot) => ({ time: time(slot) }));
        for (const [i, slot] of at.entries()) Object.assign(out[slot], value(i));
        return out;
      },
    };
  };

  return { data, fixed, percent, money, price, decimalsOf, axisLabels, moment, colour, timeline };
})();
