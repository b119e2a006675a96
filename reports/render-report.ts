import { equityLines, priceData } from "./chart-data.ts";
import type { ReportModel } from "./model.ts";
import { page } from "./page.ts";
import { biasSection } from "./sections/bias.ts";
import { boundsSection, costSection, qualitySection } from "./sections/costs.ts";
import { headlineSection, notesSection } from "./sections/headline.ts";
import { identitySection, masthead } from "./sections/identity.ts";
import { ordersSection } from "./sections/orders.ts";
import { performanceSection, priceSection } from "./sections/performance.ts";
import { calendarSection, distributionSection } from "./sections/returns.ts";
import { drawdownSection, exposureSection, rollingSection } from "./sections/risk.ts";
import { tradeListSection, tradesSection } from "./sections/trades.ts";
import { trainingSection } from "./sections/training.ts";
import { validationSection } from "./sections/validation.ts";
import { walkForwardSection } from "./sections/walk-forward.ts";
import { tradeData } from "./trade-data.ts";

const dayMs = 86_400_000;

/**
 * A backtest as one self-contained HTML page that opens offline: what was tested, on what and by which rules, then
 * the figures in the order in which a researcher reads them. Equal models give equal bytes.
 */
export function renderReport(model: ReportModel): string {
  const { identity, outcome } = model.run;
  const intraday = outcome.timeframeMs < dayMs;
  const lines = equityLines(model);
  const prices = priceData(model).map((price) => ({ ...price, intraday }));
  const trades = tradeData(outcome.trades);
  const candleMs = 1000 * Math.max(0, ...prices.map((price) => price.step));
  return page({
    title: `${identity.strategy} on ${outcome.symbols.slice(0, 3).join(", ")}${outcome.symbols.length > 3 ? " and more" : ""}`,
    run: identity.id,
    masthead: masthead(model),
    sections: [
      identitySection(model),
      headlineSection(model),
      ...validationSection(model),
      ...walkForwardSection(model),
      ...trainingSection(model),
      performanceSection(model, { stepMs: lines.step * 1000 }),
      priceSection(model, { candleMs, trades: trades.number.length }),
      calendarSection(model),
      distributionSection(model),
      rollingSection(model),
      drawdownSection(model),
      exposureSection(model),
      tradesSection(model),
      tradeListSection(model, trades.number.length),
      ...(model.bias ? [biasSection(model.bias)] : []),
      costSection(model),
      ordersSection(model),
      boundsSection(model),
      qualitySection(model),
      notesSection(model),
    ],
    data: {
      "lines-data": { ...lines, intraday },
      "price-data": prices,
      "trade-data": { ...trades, intraday },
    },
    scripts: ["equity.js", "trade-layer.js", "price.js", "trade-columns.js", "trades.js"],
  });
}
