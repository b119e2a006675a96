import { adf } from "./adf.ts";
import type { Family } from "./case.ts";
import { dccGarch } from "./dcc-garch.ts";
import { garchEval, garchFit } from "./garch.ts";
import { jarqueBera } from "./jarque-bera.ts";
import { specialFunctions } from "./special-functions.ts";

/** What computes each family of `statistics/<family>.json`. */
export const families: Readonly<Record<string, Family>> = {
  adf,
  dcc_garch: dccGarch,
  garch_eval: garchEval,
  garch_fit: garchFit,
  jarque_bera: jarqueBera,
  special_functions: specialFunctions,
};

/** Families whose tests are being written. The suite shows them; whoever adds a runner deletes its entry. */
export const pending: readonly string[] = [
  "autocorrelation",
  "bootstrap",
  "cointegration",
  "cross_validation",
  "distributions",
  "fracdiff",
  "hurst",
  "indicators_btcperp",
  "indicators_goog",
  "indicators_sp500",
  "kpss",
  "labeling",
  "multiple_testing",
  "pbo",
  "performance",
  "phillips_perron",
  "reality_check_spa",
  "sharpe_inference",
  "unit_root_extra",
  "variance_ratio",
];
