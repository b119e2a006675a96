import type { InferredOptionTypes } from "yargs";
import { refuse, suggest, UserError } from "../engine/core/errors.ts";
import type { Settings } from "../engine/run/settings.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import type { settingsFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { isThere, readRecord } from "./record-file.ts";

type InstrumentArgs = Partial<Pick<InferredOptionTypes<typeof settingsFlags>, "instruments">>;
type Instruments = Settings["instruments"];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The instruments of a run's symbols from the file that `--instruments` names. A symbol that the file lacks is refused:
 * it would trade any price and size, unnoticed. What the file holds of other symbols is checked and left out.
 */
export async function instrumentsOf(
  { instruments: path }: InstrumentArgs,
  datasets: readonly Dataset[],
  io: Io,
): Promise<{ readonly instruments?: Instruments }> {
  if (path === undefined) return {};
  const known = await readInstruments(path, io);
  const names = Object.keys(known);
  const own = datasets.map(({ bars: { symbol } }): [string, Instruments[string]] => {
    const instrument = Object.hasOwn(known, symbol) ? known[symbol] : undefined;
    if (instrument) return [symbol, instrument];
    const has = names.length === 0 ? "none" : names.slice(0, 8).join(", ");
    return refuse(`${path}: no instrument "${symbol}"${suggest(symbol, names) || `; it has ${has}`}`);
  });
  return { instruments: Object.fromEntries(own) };
}

/** All instruments of a file, a record by symbol. Throws a UserError that names file, symbol, field, rule and value. */
async function readInstruments(path: string, io: Io): Promise<Instruments> {
  if (!isThere(path, io)) refuse(`--instruments must be a file that exists; was "${path}"`);
  const given = await readRecord(path, io);
  return Object.fromEntries(
    Object.entries(given).map(([symbol, instrument]) => {
      const at = `${path}: ${symbol}`;
      if (!isRecord(instrument)) {
        refuse(`${at}: must be a record such as { kind: "perpetual", … }; was ${JSON.stringify(instrument)}`);
      }
      const { symbol: named = symbol, ...rest } = instrument;
      if (named !== symbol) {
        refuse(`${at}: symbol must be ${symbol}, the name it stands under; was ${JSON.stringify(named)}`);
      }
      check(at, { symbol, ...rest });
      return [symbol, rest];
    }),
  );
}

function check(at: string, instrument: object): void {
  try {
    parseInstrument(instrument);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refuse(`${at}: ${error.message}`);
  }
}
