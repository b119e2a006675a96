// The columns of the list of trades: what each holds, how it is written, and their CSV.

/** @typedef {{ key: string, head: string, title?: string, value: (i: number) => any, text?: ((value: any, i: number) => string) | undefined, signed?: boolean, left?: boolean }} Column */

/** @param {any} trades columns of the embedded trades @returns {(v: number, i: number) => string} writes a price or quantity with one count of decimals for a symbol's column, so that the points stand below each other */
const bot4DecimalText = (trades, /** @type {string[]} */ ...keys) => {
  const decimals = trades.symbols.map((/** @type {string} */ _, /** @type {number} */ s) =>
    Math.max(
      ...keys.map((key) =>
        bot4.decimalsOf(
          trades[key].filter((/** @type {number} */ _, /** @type {number} */ i) => trades.symbol[i] === s),
        ),
      ),
    ),
  );
  return (v, i) => bot4.fixed(v, decimals[trades.symbol[i]]);
};

/** @param {any} trades @returns {Column[]} */
const bot4TradeColumns = (trades) => {
  const { money, percent, fixed } = bot4;
  const count = (/** @type {number} */ v) => fixed(v, 0);
  const when = (/** @type {number} */ v) => bot4.moment(v, trades.intraday);
  const price = bot4DecimalText(trades, "entryPrice", "exitPrice");
  const quantity = bot4DecimalText(trades, "quantity");
  const symbol = (/** @type {number} */ i) => trades.symbols[trades.symbol[i]];
  const side = (/** @type {number} */ i) => (trades.side[i] > 0 ? "long" : "short");
  const reason = (/** @type {number} */ i) =>
    trades.reasons[trades.reason[i]] + (trades.open[i] ? " (open)" : "");

  /** @param {string} key @param {string} head @param {Column["text"]} text @param {string} [title] @returns {Column} */
  const number = (key, head, text, title = "") => ({ key, head, title, text, value: (i) => trades[key][i] });
  /** @param {string} key @param {string} head @param {Column["value"]} value @returns {Column} */
  const word = (key, head, value) => ({ key, head, value, left: true });

  return [
    number("number", "#", count),
    word("symbol", "Symbol", symbol),
    word("side", "Side", side),
    { ...number("entryTs", "Entry", when, "Open of the entry bar, UTC"), left: true },
    { ...number("exitTs", "Exit", when, "Open of the exit bar, UTC"), left: true },
    number("bars", "Bars", count),
    number("entryPrice", "Entry price", price, "Fill price after spread and slippage"),
    number("exitPrice", "Exit price", price, "Fill price; the last close where still open"),
    number("quantity", "Quantity", quantity),
    number("fees", "Fees", money, "Entry and exit fees, money"),
    { ...number("pnl", "Profit", money, "Money, after fees"), signed: true },
    { ...number("return", "Return", percent, "Profit over entry notional"), signed: true },
    number("mae", "MAE", percent, "Greatest loss on the way, of the entry price"),
    number("mfe", "MFE", percent, "Greatest gain on the way, of the entry price"),
    word("exitReason", "Exit by", reason),
  ];
};

/** @param {unknown} value one CSV field; a leading sign of a formula is disarmed for spreadsheets */
const bot4CsvField = (value) => {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** @param {Column[]} columns @param {number[]} rows @returns {string} RFC 4180, times in ISO 8601 */
const bot4Csv = (columns, rows) => {
  const cell = (/** @type {Column} */ { key, value }, /** @type {number} */ i) =>
    bot4CsvField(key.endsWith("Ts") ? new Date(value(i)).toISOString() : value(i));
  const lines = rows.map((i) => columns.map((column) => cell(column, i)).join(","));
  return `${[columns.map((column) => column.key).join(","), ...lines].join("\r\n")}\r\n`;
};
