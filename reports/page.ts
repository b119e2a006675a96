import { createHash } from "node:crypto";
import { asset } from "./assets.ts";
import { embedJson, type Html, html, trusted } from "./html.ts";
import type { Section } from "./sections/section.ts";

export interface PageOptions {
  readonly title: string;
  /** Name of the run, for the files that the page lets one download. */
  readonly run: string;
  readonly masthead: Html;
  readonly sections: readonly Section[];
  /** Data for the scripts by the id of its element. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Scripts of the page in order of execution, after the theme, the charts and what they share. */
  readonly scripts: readonly string[];
  /** Style sheets beside the page's own. */
  readonly styles?: readonly string[];
  /** Whether the page has charts that move; without them it needs no library. */
  readonly charts?: boolean;
}

/** One self-contained page: style sheet, scripts and data within, nothing to fetch, and a policy that forbids it. */
export function page(options: PageOptions): string {
  const early = asset("theme.js");
  const { charts = true, styles = [] } = options;
  const library = charts ? ["lightweight-charts", "shared.js", "chart.js"] : [];
  const late = [...library, ...options.scripts].map(asset);
  const policy = [
    "default-src 'none'",
    `script-src ${[early, ...late].map(hashOf).join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const data = Object.entries(options.data).map(
    ([id, value]) => html`<script type="application/json" id="${id}">${embedJson(value)}</script>\n`,
  );
  const { markup } = html`<!doctype html>
<html lang="en" data-run="${options.run}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Bot4">
<meta name="color-scheme" content="light dark">
<title>${options.title}</title>
<style>${trusted(["report.css", ...styles].map(asset).join("\n"))}</style>
<script>${trusted(early)}</script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav class="topbar" aria-label="Contents"><b>${options.title}</b><div class="links" tabindex="0">${options.sections.map(({ id, title, short }) => html`<a href="#${id}">${short ?? title}</a>`)}</div><button type="button" id="theme" title="Change the theme" hidden>Dark</button></nav>
<main id="content">
${options.masthead}
${options.sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`)}
</main>
<footer><p>Written by Bot4. ${charts ? "All figures come from the stored run; drawings" : "Drawings"} may show fewer points than were computed.</p>
${charts && html`<p>Charts: TradingView Lightweight Charts\u2122, Copyright (c) 2026 TradingView, Inc. <a href="https://www.tradingview.com/" rel="noreferrer">tradingview.com</a>, Apache License 2.0.</p>`}</footer>
${data}${late.map((text) => html`<script>${trusted(text)}</script>\n`)}</body>
</html>
`;
  return markup;
}

const hashOf = (script: string): string => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
