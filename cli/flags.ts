import type { Flags } from "./command.ts";

/** Which history. */
export const dataFlags = {
  data: {
    type: "string",
    array: true,
    describe: "Catalog name, CSV or Parquet file; may be repeated",
  },
  finer: {
    type: "string",
    describe: "Finer bars (A,B), which tell whether stop or target came first; the catalog's, or --no-finer",
  },
  attach: {
    type: "string",
    array: true,
    describe: "A further column: [symbol:]name=file[#column]; funding=file is paid and received",
  },
  symbols: { type: "string", array: true, describe: "Symbols to take from the data: A,B" },
  from: { type: "string", describe: "First bar that counts (ISO date, UTC); earlier bars warm up" },
  to: { type: "string", describe: "Bars from here on are left out (ISO date, UTC)" },
  allow: { type: "string", array: true, describe: "Defects of the data to accept: gaps,stale,…" },
  catalog: { type: "string", describe: "Folder of the catalog [bot4-data, or $BOT4_CATALOG]" },
} as const satisfies Flags;

/** Parameters of the strategy. */
export const paramFlags = {
  param: { type: "string", array: true, describe: "Parameter of the strategy: name=value; may be repeated" },
} as const satisfies Flags;

/** Everything of a backtest that is neither strategy nor data. */
export const settingsFlags = {
  cash: { type: "number", describe: "Starting cash" },
  "fee-bps": {
    type: "number",
    describe: "Fee of orders that take liquidity, in basis points of notional; below 0 a rebate",
  },
  "maker-bps": { type: "number", describe: "Fee of resting limit orders, in basis points; below 0 a rebate" },
  "fixed-fee": { type: "number", describe: "Money per fill" },
  "spread-bps": { type: "number", describe: "Bid-ask spread, in basis points of price" },
  "slippage-bps": { type: "number", describe: "Slippage of orders that take liquidity, in basis points" },
  fill: {
    type: "string",
    choices: ["next-open", "close"],
    describe:
      "Earliest fill of a decision: the next open, or (to compare with other tools) the deciding close",
  },
  intrabar: {
    type: "string",
    choices: ["pessimistic", "optimistic", "both"],
    describe: "What a bar hit first when it could have hit both stop and target",
  },
  "limit-fill": {
    type: "string",
    choices: ["through", "touch"],
    describe: "Whether a limit order needs a trade through its price, or a touch",
  },
  limits: {
    type: "string",
    describe: "Limits of risk: careful, research, or a file of them (JSON, YAML) [research]",
  },
  leverage: { type: "number", describe: "Greatest gross exposure as a multiple of equity" },
  short: { type: "boolean", describe: "Allow positions below zero; --no-short forbids them" },
  size: {
    type: "number",
    describe: "What a target of 1 stands for: a multiple of equity, or see --size-by [1]",
  },
  "size-by": {
    type: "string",
    choices: ["equity", "notional", "quantity"],
    describe: "Whether --size counts equity, money or units; the last two stay fixed [equity]",
  },
  lot: { type: "number", describe: "Quantities are whole multiples of this; 0 trades any fraction" },
  instruments: {
    type: "string",
    describe: "Ticks, lots, contracts, margin, fees and expiry by symbol: a file (JSON, YAML)",
  },
  "min-notional": { type: "number", describe: "Refuse orders of less than this much money" },
  "borrow-rate": { type: "number", describe: "Annual rate paid on short positions, as a fraction" },
  funding: { type: "boolean", describe: "Pay and receive funding rates that the data holds" },
  "bars-per-year": {
    type: "number",
    describe: "For annualised figures; from the data's calendar unless given",
  },
  "max-drawdown": { type: "number", describe: "Loss from the peak, as a fraction, at which trading halts" },
  rebalance: { type: "number", describe: "Least change of target that is traded, as a fraction of equity" },
} as const satisfies Flags;

/** By what the backtest is driven. */
export const driverFlag = {
  driver: {
    type: "string",
    choices: ["vector", "event", "both"],
    describe: "Whole columns, bar by bar, or both, which fails on any difference [vector]",
  },
} as const satisfies Flags;

/** What fills the orders, where bars do not. */
export const tapeFlags = {
  trades: {
    type: "string",
    describe:
      "Trades that fill the orders, CSV or Parquet: ts, price, quantity[, symbol]; the bars are decided on",
  },
  "trades-unit": {
    type: "string",
    choices: ["s", "ms", "us", "ns"],
    describe: "Unit of the tape's numeric times [told by their size]",
  },
  "latency-ms": {
    type: "number",
    describe: "Time of a request to the venue, and of its answer, with --trades [50]",
  },
  work: {
    type: "string",
    describe: "Work market orders in parts, with --trades: a file (JSON, YAML) of rule, overMs and more",
  },
  faults: {
    type: "string",
    describe:
      "Send orders to a simulated exchange where things go wrong: calm, rough, hell or a file (JSON, YAML)",
  },
  "faults-seed": { type: "number", describe: "Seed of faults, book and latency of that exchange [1]" },
} as const satisfies Flags;

/** Where runs are stored. */
export const runsFlags = {
  runs: { type: "string", alias: "out", describe: "Folder of stored runs [runs]" },
} as const satisfies Flags;

export const jsonFlag = {
  json: { type: "boolean", describe: "Machine-readable JSON on standard output and nothing else there" },
} as const satisfies Flags;

export const quietFlag = {
  quiet: { type: "boolean", alias: "q", describe: "Print no more than the result asks for" },
} as const satisfies Flags;

export const openFlag = {
  open: { type: "boolean", describe: "Open the report in the browser" },
} as const satisfies Flags;

/** What `bot4.config.*` may set, by the flag's name in camel case. */
export const configurable: Flags = {
  ...dataFlags,
  ...paramFlags,
  ...settingsFlags,
  ...driverFlag,
  ...tapeFlags,
  ...runsFlags,
  ...quietFlag,
  report: { type: "string" },
};
