import { adf } from "./adf.ts";
import { autocorrelation, varianceRatio } from "./autocorrelation.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Family } from "./case.ts";
import { cointegration } from "./cointegration.ts";
import { crossValidation } from "./cross-validation.ts";
import { dccGarch } from "./dcc-garch.ts";
import { distributions } from "./distributions.ts";
import { fracdiff } from "./fracdiff.ts";
import { garchEval, garchFit } from "./garch.ts";
import { hurst } from "./hurst.ts";
import { indicators } from "./indicators.ts";
import { jarqueBera } from "./jarque-bera.ts";
import { kpss } from "./kpss.ts";
import { labeling } from "./labeling.ts";
import { multipleTesting } from "./multiple-testing.ts";
import { pbo } from "./pbo.ts";
import { performance } from "./performance.ts";
import { phillipsPerron, unitRootExtra } from "./phillips-perron.ts";
import { realityCheckSpa } from "./reality-check-spa.ts";
import { sharpeInference } from "./sharpe-inference.ts";
import { specialFunctions } from "./special-functions.ts";

/** What computes each family of `statistics/<family>.json`. */
export const families: Readonly<Record<string, Family>> = {
  adf,
  autocorrelation,
  bootstrap,
  cointegration,
  cross_validation: crossValidation,
  dcc_garch: dccGarch,
  distributions,
  fracdiff,
  garch_eval: garchEval,
  garch_fit: garchFit,
  hurst,
  indicators_btcperp: indicators,
  indicators_goog: indicators,
  indicators_sp500: indicators,
  jarque_bera: jarqueBera,
  kpss,
  labeling,
  multiple_testing: multipleTesting,
  pbo,
  performance,
  phillips_perron: phillipsPerron,
  reality_check_spa: realityCheckSpa,
  sharpe_inference: sharpeInference,
  special_functions: specialFunctions,
  unit_root_extra: unitRootExtra,
  variance_ratio: varianceRatio,
};
