// The columns of the list of trades: what each holds, how it is written, and their CSV.

/** @typedef {{ key: string, head: string, title?: string, value: (i: number) => any, text?: (value: any, i: number) => string, signed?: boolean, left?: boolean }} Column */

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
  const number = (/** @type {string} */ key) => (/** @type {number} */ i) => trades[key][i];
  const count = (/** @type {number} */ v) => fixed(v, 0);
  const when = (/** @type {number} */ v) => bot4.moment(v, trades.intraday);
  const price = bot4DecimalText(trades, "entryPrice", "exitPrice");
  const reason = (/** @type {number} */ i) =>
    trades.reasons[trades.reason[i]] + (trades.open[i] ? " (open)" : "");
  return [
    { key: "number", head: "#", value: number("number"), text: count },
    { key: "symbol", head: "Symbol", value: (i) => trades.symbols[trades.symbol[i]], left: true },
    { key: "side", head: "Side", value: (i) => (trades.side[i] > 0 ? "long" : "short"), left: true },
    {
      key: "entryTs",
      head: "Entry",
      title: "Open of the entry bar, UTC",
      value: number("entryTs"),
      text: when,
      left: true,
    },
    {
      key: "exitTs",
      head: "Exit",
      title: "Open of the exit bar, UTC",
      value: number("exitTs"),
      text: when,
      left: true,
    },
    { key: "bars", head: "Bars", value: number("bars"), text: count },
    {
      key: "entryPrice",
      head: "Entry price",
      title: "Fill price after spread and slippage",
      value: number("entryPrice"),
      text: price,
    },
    {
      key: "exitPrice",
      head: "Exit price",
      title: "Fill price; the last close where still open",
      value: number("exitPrice"),
      text: price,
    },
    {
      key: "quantity",
      head: "Quantity",
      value: number("quantity"),
      text: bot4DecimalText(trades, "quantity"),
    },
    { key: "fees", head: "Fees", title: "Entry and exit fees, money", value: number("fees"), text: money },
    {
      key: "pnl",
      head: "Profit",
      title: "Money, after fees",
      value: number("pnl"),
      text: money,
      signed: true,
    },
    {
      key: "return",
      head: "Return",
      title: "Profit over entry notional",
      value: number("return"),
      text: percent,
      signed: true,
    },
    {
      key: "mae",
      head: "MAE",
      title: "Greatest loss on the way, of the entry price",
      value: number("mae"),
      text: percent,
    },
    {
      key: "mfe",
      head: "MFE",
      title: "Greatest gain on the way, of the entry price",
      value: number("mfe"),
      text: percent,
    },
    { key: "exitReason", head: "Exit by", value: reason, left: true },
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
