import type { Plan } from "../../graph/strategy.ts";
import { createExchange } from "../../venue/exchange/exchange.ts";
import { usualLatency } from "../../venue/latency/latency.ts";
import { instrumentsOf } from "../live/tradable.ts";
import type { Settings } from "../settings.ts";
import type { SimulatedOptions } from "./open-simulated.ts";
import type { SessionFile } from "./session-file.ts";
import { traderOptionsOf } from "./trader-options.ts";

/** Time between two timers of a live feed on which nothing is under way, ms. */
const liveIdleMs = 10_000;

/** What a session is made of, its exchange made anew, whether it goes on or is only told again. */
export function simulatedOptionsOf(
  file: SessionFile,
  plan: Plan,
  settings: Settings,
): Omit<SimulatedOptions, "folder" | "history"> {
  const { seed, faults, dossier, feed } = file;
  return {
    ...traderOptionsOf(file, plan, settings),
    identity: { dossier: dossier.sha256, graph: plan.hash },
    venue: createExchange(instrumentsOf(plan, settings), {
      seed,
      latency: usualLatency,
      ...(faults && { faults: faults.plan }),
    }),
    timerMs: {
      busyMs: 1_000,
      restMs: Math.max(60_000, plan.timeframeMs / 4),
      idleMs: feed.startsWith("replay:") ? Number.POSITIVE_INFINITY : liveIdleMs,
    },
  };
}
