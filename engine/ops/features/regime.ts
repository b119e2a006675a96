import type { Market } from "../../graph/strategy.ts";
import { diff } from "../diff.ts";
import { log } from "../log.ts";
import { mul } from "../mul.ts";
import { regime } from "../regime.ts";
import { sma } from "../sma.ts";
import { sub } from "../sub.ts";
import { family } from "./feature.ts";
import { change } from "./parts.ts";

const everyMs = 14 * 86_400_000;

const turbulent = (m: Market) => regime(m, change(m), { n: 250, everyMs });

const how = "by a Gaussian hidden Markov model of 250 log returns, fitted anew every 14 days";

export const regimes = family("regime", [
  {
    name: "turbulent",
    formula: `filtered probability of the more volatile of 2 states, ${how}`,
    build: turbulent,
  },
  {
    name: "turbulent_change_5",
    formula: `change over 5 bars of the probability of the more volatile of 2 states, ${how}`,
    build: (m) => diff(turbulent(m), 5),
  },
  {
    name: "turbulent_mean_20",
    formula: `mean over 20 bars of the probability of the more volatile of 2 states, ${how}`,
    build: (m) => sma(turbulent(m), 20),
  },
  {
    name: "regime_doubt",
    formula: `4 p (1 - p) of the probability of the more volatile of 2 states: 0 certain, 1 not known, ${how}`,
    build: (m) => mul(mul(turbulent(m), sub(1, turbulent(m))), 4),
  },
  {
    name: "calm_of_3",
    formula: `filtered probability of the calmest of 3 states, ${how}`,
    build: (m) => regime(m, change(m), { n: 250, states: 3, of: "calm", everyMs }),
  },
  {
    name: "turbulent_of_3",
    formula: `filtered probability of the most volatile of 3 states, ${how}`,
    build: (m) => regime(m, change(m), { n: 250, states: 3, everyMs }),
  },
  {
    name: "busy_volume",
    formula:
      "filtered probability of the more volatile of 2 states of changes of log volume, by a Gaussian hidden Markov " +
      "model of 250, fitted anew every 14 days",
    build: (m) => regime(m, diff(log(m.volume)), { n: 250, everyMs }),
  },
]);
