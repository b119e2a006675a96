import { abs } from "../abs.ts";
import { cci } from "../cci.ts";
import { cmo } from "../cmo.ts";
import { div } from "../div.ts";
import { greatest } from "../greatest.ts";
import { lag } from "../lag.ts";
import { mfi } from "../mfi.ts";
import { mul } from "../mul.ts";
import { ppo } from "../ppo.ts";
import { rsi } from "../rsi.ts";
import { sma } from "../sma.ts";
import { std } from "../std.ts";
import { stoch } from "../stoch.ts";
import { stochRsi } from "../stoch-rsi.ts";
import { sub } from "../sub.ts";
import { sum } from "../sum.ts";
import { trix } from "../trix.ts";
import { ultimate } from "../ultimate.ts";
import { williamsR } from "../williams-r.ts";
import { each, family } from "./feature.ts";
import { change } from "./parts.ts";

export const momentum = family("momentum", [
  each([1, 2, 3, 5, 10, 20, 60, 120], (n) => ({
    name: `return_${n}`,
    formula: `log return of the close over ${n} bars`,
    build: (m) => change(m, n),
  })),
  each([20, 60, 120], (n) => ({
    name: `risk_return_${n}`,
    formula: `log return over ${n} bars over its standard deviation, √${n} times that of single ones`,
    build: (m) => div(change(m, n), mul(std(change(m), n), Math.sqrt(n))),
  })),
  each([60, 120], (n) => ({
    name: `skipped_return_${n}`,
    formula: `log return from ${n} to 5 bars ago: momentum without its last bars`,
    build: (m) => lag(change(m, n - 5), 5),
  })),
  {
    name: "acceleration_10",
    formula: "log return over 10 bars less that over the 10 before",
    build: (m) => sub(change(m, 10), lag(change(m, 10), 10)),
  },
  each([7, 14, 28], (n) => ({
    name: `rsi_${n}`,
    formula: `relative strength index of ${n} changes, Wilder's`,
    build: ({ close }) => rsi(close, { n, flat: 50 }),
  })),
  {
    name: "stoch_k_14",
    formula: "slow stochastic of 14 bars",
    build: (m) => stoch(m).k,
  },
  {
    name: "stoch_gap_14",
    formula: "slow stochastic of 14 bars less its average of 3",
    build: (m) => sub(stoch(m).k, stoch(m).d),
  },
  {
    name: "stoch_rsi_14",
    formula: "place of the relative strength index in its range of 14 bars",
    build: ({ close }) => stochRsi(close, 14).k,
  },
  { name: "williams_r_14", formula: "Williams' %R of 14 bars", build: (m) => williamsR(m, 14) },
  { name: "cci_20", formula: "commodity channel index of 20 bars", build: (m) => cci(m, 20) },
  {
    name: "cmo_14",
    formula: "Chande's momentum oscillator of 14 bars",
    build: ({ close }) => cmo(close, 14),
  },
  { name: "mfi_14", formula: "money flow index of 14 bars", build: (m) => mfi(m, { n: 14, flat: 50 }) },
  {
    name: "ppo_12_26",
    formula: "12-bar less 26-bar exponential average in %",
    build: ({ close }) => ppo(close).ppo,
  },
  {
    name: "ppo_histogram",
    formula: "ppo of 12 and 26 bars less its signal line of 9",
    build: ({ close }) => ppo(close).histogram,
  },
  {
    name: "trix_15",
    formula: "change in % of a triple exponential average of 15 bars",
    build: ({ close }) => trix(close, 15),
  },
  { name: "ultimate", formula: "ultimate oscillator of 7, 14 and 28 bars", build: (m) => ultimate(m) },
  {
    name: "gain_share_20",
    formula: "sum of rises over the sum of rises and falls of 20 log returns",
    build: (m) => div(sum(greatest(change(m), 0), 20), sum(abs(change(m)), 20)),
  },
  {
    name: "reversal_5",
    formula: "mean log return of 5 bars less that of 60",
    build: (m) => sub(sma(change(m), 5), sma(change(m), 60)),
  },
]);
