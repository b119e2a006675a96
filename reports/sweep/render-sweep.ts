import type { SweepReportModel } from "../../research/sweep/sweep-report.ts";
import { page } from "../page.ts";
import { sweepIdentity, sweepMasthead } from "./masthead.ts";
import {
  bestSection,
  frontSection,
  heatmapSection,
  luckSection,
  marginalSection,
  parallelSection,
  stabilitySection,
} from "./sections.ts";

/**
 * A sweep as one self-contained HTML page: the best variants, how much of it luck explains, and the objective over the
 * parameters from several sides. Equal models give equal bytes.
 */
export function renderSweep(model: SweepReportModel): string {
  return page({
    title: `Sweep of ${model.job.strategy}`,
    run: `sweep-${model.hash.slice(0, 10)}`,
    masthead: sweepMasthead(model),
    sections: [
      bestSection(model),
      luckSection(model),
      heatmapSection(model),
      marginalSection(model),
      stabilitySection(model),
      parallelSection(model),
      frontSection(model),
      sweepIdentity(model),
    ],
    data: {},
    scripts: [],
    styles: ["sweep.css"],
    charts: false,
  });
}
