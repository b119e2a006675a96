import type { Plan } from "../../graph/strategy.ts";
import type { TraderOptions } from "../live/trader.ts";
import type { Settings } from "../settings.ts";
import type { SessionFile } from "./session-file.ts";

/** What the trader of a session is made of, whoever makes it: to trade, or to be told again what it was told. */
export function traderOptionsOf(
  { run, barsPerYear, feed }: SessionFile,
  plan: Plan,
  settings: Settings,
): Pick<TraderOptions, "run" | "plan" | "settings" | "barsPerYear" | "bars" | "quietMs"> {
  // What is played has no more than bars; what else comes of a live market tells that it lives.
  const quietMs = feed.startsWith("ccxt:") ? 0 : plan.timeframeMs;
  return { run, plan, settings, barsPerYear, bars: "feed", quietMs };
}
