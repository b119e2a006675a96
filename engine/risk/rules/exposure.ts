import { capEquity, capMoney } from "../draft.ts";
import type { Rule } from "./rule.ts";

/** Notional of one symbol. */
export const positionNotional: Rule = {
  name: "position-notional",
  on: ({ position }) => position.notionalMax !== null || hasOwn(position.symbols, "notionalMax"),
  apply: ({ notionalMax }, request, draft) => {
    draft.cap = notionalMax[request.symbol]!;
    draft.base = draft.kept * request.unit;
    capMoney(draft, request, "position-notional");
  },
};

/** Notional of one symbol as a part of equity. */
export const concentration: Rule = {
  name: "concentration",
  on: ({ position }) => position.fractionMax !== null || hasOwn(position.symbols, "fractionMax"),
  apply: ({ fractionMax }, request, draft) => {
    draft.cap = fractionMax[request.symbol]! * request.equity;
    draft.base = draft.kept * request.unit;
    capEquity(draft, request, "concentration");
  },
};

const hasOwn = (symbols: Readonly<Record<string, object>>, name: string): boolean =>
  Object.values(symbols).some((own) => Object.hasOwn(own, name));

/** Gross notional of a sector. */
export const sector: Rule = {
  name: "sector",
  on: ({ position }) => position.sectorMax !== null,
  readsExposures: true,
  apply: ({ limits, sectorOf, exposures }, request, draft) => {
    const own = sectorOf[request.symbol]!;
    if (own < 0) return;
    let base = draft.kept * request.unit;
    for (let j = 0; j < exposures.length; j++) {
      if (j !== request.symbol && sectorOf[j] === own) base += Math.abs(exposures[j]!);
    }
    draft.cap = limits.position.sectorMax! * request.equity;
    draft.base = base;
    capEquity(draft, request, "sector");
  },
};

/** Gross notional of the account. */
export const leverage: Rule = {
  name: "leverage",
  on: () => true,
  apply: ({ limits }, request, draft) => {
    draft.cap = limits.account.grossMax * request.equity;
    draft.base = request.others + draft.kept * request.unit;
    capEquity(draft, request, "leverage");
  },
};

/** Net notional of the account; what brings it nearer to zero is free. */
export const net: Rule = {
  name: "net",
  on: ({ account }) => account.netMax !== null,
  readsExposures: true,
  apply: ({ limits, exposures }, request, draft) => {
    let base = draft.kept * request.unit;
    for (let j = 0; j < exposures.length; j++) {
      if (j !== request.symbol) base += draft.side * exposures[j]!;
    }
    draft.cap = limits.account.netMax! * request.equity;
    draft.base = base;
    capEquity(draft, request, "net");
  },
};

/** Equity that initial margin leaves free. */
export const margin: Rule = {
  name: "margin",
  on: ({ account }, { marginRates }) => account.marginHeadroom > 0 || marginRates !== undefined,
  readsExposures: true,
  apply: ({ limits, exposures, marginRates }, request, draft) => {
    let tied = 0;
    for (let j = 0; j < exposures.length; j++) {
      if (j !== request.symbol) tied += marginRates[j]! * Math.abs(exposures[j]!);
    }
    // In notional of this symbol: its margin rate turns a share of equity into one.
    const share = (1 - limits.account.marginHeadroom) * request.equity;
    draft.cap = (share - tied) / marginRates[request.symbol]!;
    draft.base = draft.kept * request.unit;
    capEquity(draft, request, "margin");
  },
};
