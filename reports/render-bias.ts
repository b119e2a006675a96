import type { BiasReport } from "../research/bias/detect.ts";
import { html } from "./html.ts";
import { page } from "./page.ts";
import { biasSection } from "./sections/bias.ts";

/** The marks of biases in a record as one self-contained HTML page. Equal reports give equal bytes. */
export const renderBias = (name: string, report: BiasReport): string =>
  page({
    title: `Biases in ${name}`,
    run: name,
    masthead: html`<header class="masthead"><p class="kicker">Biases</p><h1>${name}</h1><p class="about">Whether the record of trades shows the marks of decisions that were made by mood.</p></header>`,
    sections: [biasSection(report)],
    data: {},
    scripts: [],
    charts: false,
  });
