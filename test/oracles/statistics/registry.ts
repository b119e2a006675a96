import type { Family } from "./case.ts";
import { jarqueBera } from "./jarque-bera.ts";

/** What computes each family of `statistics/<family>.json`. */
export const families: Readonly<Record<string, Family>> = {
  jarque_bera: jarqueBera,
};

/** Families whose tests are being written. The suite shows them; whoever adds a runner deletes its entry. */
export const pending: readonly string[] = [
  "adf",
  "autocorrelation",
  "bootstrap",
  "cointegration",
  "cross_validation",
  "dcc_garch",
  "distributions",
  "fracdiff",
  "garch_eval",
  "garch_fit",
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
  "special_functions",
  "unit_root_extra",
  "variance_ratio",
];
