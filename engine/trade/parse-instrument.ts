import { refuse } from "../core/errors.ts";
import { above, between, checkFields, type FieldRule, oneOf, optional } from "../core/fields.ts";
import type { FeeSchedule } from "./fees.ts";
import { parseGrid } from "./grid.ts";
import type { Instrument, MarginRates } from "./instrument.ts";

type Given = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: FieldRule = ["a text that is not empty", (value) => typeof value === "string" && value !== ""];
const record: FieldRule = ["a record", isRecord];
const grid: FieldRule = [
  'a positive decimal such as "0.01"',
  (value) => (typeof value === "string" && value !== "") || (typeof value === "number" && value > 0),
];
const fee = between(-0.05, 0.5, "a fraction of notional in [-0.05, 0.5]");

const rules: Readonly<Record<string, FieldRule>> = {
  symbol: text,
  kind: oneOf("spot", "perpetual", "future"),
  payoff: optional(oneOf("linear", "inverse")),
  base: text,
  quote: text,
  settle: optional(text),
  tick: grid,
  lot: grid,
  contractSize: optional(above(0)),
  notionalMin: optional(between(0, Number.MAX_VALUE, "a number of at least 0")),
  margin: optional(record),
  fees: optional(record),
  expiryMs: optional(above(0)),
};

const required = ["symbol", "kind", "base", "quote", "tick", "lot"] as const;

/**
 * Reads an instrument from what a file or a venue's adapter gives. What may be left out: `payoff` (linear), `settle`
 * (the quote currency, the base of an inverse one), `contractSize` (1), `notionalMin` (0), `margin` (initial 1,
 * maintenance 0: fully paid), `fees` (none). Throws a UserError that names the field, its rule and the value.
 *
 * @example
 * const given = { symbol: "BTC/USD", kind: "perpetual", payoff: "inverse", base: "BTC", quote: "USD", tick: "0.5", lot: 1 };
 * parseInstrument(given).settle // => "BTC"
 * parseInstrument({ ...given, settle: "USD" }) // => throws "settle must be BTC"
 */
export function parseInstrument(input: unknown): Instrument {
  if (!isRecord(input)) refuse(`an instrument must be a record; was ${JSON.stringify(input)}`);
  // First, since a name that is misspelt is missing, too.
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(rules, name)) checkFields("field of an instrument", { [name]: input[name] }, rules);
  }
  for (const name of required) {
    if (input[name] === undefined)
      refuse(`an instrument needs ${name}; it has ${Object.keys(input).join(", ")}`);
  }
  checkFields("field of an instrument", input, rules);
  const given = input as unknown as Instrument;
  const payoff = given.payoff ?? "linear";
  const instrument: Instrument = {
    symbol: given.symbol,
    kind: given.kind,
    payoff,
    base: given.base,
    quote: given.quote,
    settle: given.settle ?? (payoff === "inverse" ? given.base : given.quote),
    tick: parseGrid("tick", given.tick),
    lot: parseGrid("lot", given.lot),
    contractSize: given.contractSize ?? 1,
    notionalMin: given.notionalMin ?? 0,
    margin: parseMargin(given.margin),
    fees: parseFees(given.fees),
    ...(given.expiryMs === undefined ? {} : { expiryMs: given.expiryMs }),
  };
  checkWhole(instrument);
  return instrument;
}

function parseMargin(given: Partial<MarginRates> = {}): MarginRates {
  const part = between(0, 1);
  checkFields("margin rate", given, { initial: optional(part), maintenance: optional(part) }, "margin.");
  const { initial = 1, maintenance = 0 } = given;
  if (initial === 0) refuse("margin.initial must be above 0; was 0");
  if (maintenance > initial) {
    refuse(`margin.maintenance must be at most margin.initial ${initial}; was ${maintenance}`);
  }
  return { initial, maintenance };
}

function parseFees(given: Partial<FeeSchedule> = {}): FeeSchedule {
  checkFields(
    "fee",
    given,
    { taker: optional(fee), maker: optional(fee), fixed: optional(between(0, Number.MAX_VALUE)) },
    "fees.",
  );
  return { taker: given.taker ?? 0, maker: given.maker ?? 0, fixed: given.fixed ?? 0 };
}

/** Rules between fields. */
function checkWhole({ kind, payoff, base, quote, settle, contractSize, expiryMs }: Instrument): void {
  if (base === quote) refuse(`base and quote must differ; both were ${base}`);
  if (payoff === "inverse" && settle !== base) {
    refuse(`settle must be ${base}, the base, where payoff is inverse; was ${settle}`);
  }
  if (kind === "spot") {
    if (payoff !== "linear") refuse("payoff must be linear where kind is spot; was inverse");
    if (settle !== quote) refuse(`settle must be ${quote}, the quote, where kind is spot; was ${settle}`);
    if (contractSize !== 1) refuse(`contractSize must be 1 where kind is spot; was ${contractSize}`);
  }
  if (kind === "future" && expiryMs === undefined) refuse("a future needs expiryMs, ms since 1970 UTC");
  if (kind !== "future" && expiryMs !== undefined) {
    refuse(`expiryMs belongs to a future; kind was ${kind}; leave it out`);
  }
}
