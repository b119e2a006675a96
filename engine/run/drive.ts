import type { Plan } from "../graph/strategy.ts";
import type { Bars } from "../trade/bars.ts";
import { difference } from "./difference.ts";
import { runEvent } from "./event.ts";
import type { MarketData } from "./market.ts";
import type { Outcome } from "./result.ts";
import type { Settings } from "./settings.ts";
import { runVector } from "./vector.ts";

/** Which driver runs a backtest; `both` runs both and fails loudly on any difference. */
export type Driver = "vector" | "event" | "both";

type Run = (
  plan: Plan,
  market: MarketData,
  settings: Settings,
  barsPerYear: number,
  finer?: readonly Bars[],
) => Outcome;

/** As `both`: the outcome of the vectorised driver, after the event-driven one has given the same to the last bit. */
const runBoth: Run = (...args) => {
  const vector = runVector(...args);
  const found = difference({ ...vector, driver: "" }, { ...runEvent(...args), driver: "" });
  if (found !== undefined) throw new Error(`the vectorised and the event-driven run differ at ${found}`);
  return vector;
};

/** The drivers by name. */
export const drivers: Readonly<Record<Driver, Run>> = { vector: runVector, event: runEvent, both: runBoth };
