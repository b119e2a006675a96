import { refuse } from "../../core/errors.ts";
import type { Plan } from "../../graph/strategy.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import type { DecisionStream } from "../event.ts";
import type { Settings } from "../settings.ts";

/** The instruments of a plan's symbols. Throws a UserError for what cannot be traded on events exactly. */
export function instrumentsOf({ symbols }: Plan, settings: Settings): Instrument[] {
  if (settings.fill === "close")
    refuse("on events a decision fills after its close; fill must be next-open; was close");
  return symbols.map((symbol) => {
    const given = Object.hasOwn(settings.instruments, symbol) ? settings.instruments[symbol] : undefined;
    if (!given) {
      const known = Object.keys(settings.instruments).join(", ") || "none";
      refuse(`${symbol} needs an instrument to be traded on events (tick, lot); instruments has ${known}`);
    }
    const instrument = parseInstrument({ symbol, ...given });
    if (instrument.expiryMs !== undefined) {
      refuse(`${symbol} is a dated future, which events do not settle; run it on bars`);
    }
    return instrument;
  });
}

const fields = ["open", "high", "low", "close", "volume", "ts"];

/** Bars are all that events make; a further column would have to be known bar by bar. */
export function checkSources({ symbols }: Plan, { sources }: DecisionStream): void {
  for (const { symbol, field } of sources) {
    if (!symbols.includes(symbol)) refuse(`unknown symbol "${symbol}"; the run has ${symbols.join(", ")}`);
    if (!fields.includes(field)) {
      refuse(
        `the strategy reads "${field}" of ${symbol}; events make bars of ${fields.join(", ")} only; run it on bars`,
      );
    }
  }
}
