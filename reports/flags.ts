import type { ReportModel } from "./model.ts";

/** Something a reader must know before the first figure. */
export interface Flag {
  /** `bad`: the figures may mislead. `note`: a choice that flatters or limits them. */
  readonly level: "bad" | "note";
  readonly label: string;
  readonly text: string;
}

/** What must stand at the top of a report, the gravest first. */
export function flagsOf(model: ReportModel): Flag[] {
  return [...dataFlags(model), ...ruleFlags(model), ...warningFlags(model)].sort(
    (a, b) => Number(a.level !== "bad") - Number(b.level !== "bad"),
  );
}

/** At most six of many. */
const few = (items: readonly string[]): string =>
  items.slice(0, 6).join("; ") + (items.length > 6 ? `; and ${items.length - 6} more` : "");

const names = (sets: readonly { readonly symbol: string }[]): string =>
  sets
    .slice(0, 6)
    .map((set) => set.symbol)
    .join(", ") + (sets.length > 6 ? ` and ${sets.length - 6} more` : "");

function dataFlags({ run }: ReportModel): Flag[] {
  const data = run.identity.data;
  const flags: Flag[] = [];
  const synthetic = data.filter((set) => set.synthetic).map((set) => set.symbol);
  if (synthetic.length > 0) {
    const text = `${few(synthetic)}: prices were generated, not observed. Nothing here is evidence about a market.`;
    flags.push({ level: "bad", label: "SYNTHETIC DATA", text });
  }
  const dirty = data.filter((set) => set.allowed.length > 0);
  if (dirty.length > 0) {
    // Symbols with the same defects are named together.
    const groups = new Map<string, typeof dirty>();
    for (const set of dirty) {
      const defects = set.allowed.join(", ");
      groups.set(defects, [...(groups.get(defects) ?? []), set]);
    }
    const found = few([...groups].map(([defects, sets]) => `${names(sets)}: ${defects}`));
    flags.push({ level: "bad", label: "DIRTY DATA", text: `${found}. Allowed by the user, not repaired.` });
  }
  return flags;
}

function ruleFlags(model: ReportModel): Flag[] {
  const { run } = model;
  const { settings } = run.identity;
  const { outcome } = run;
  const flags: Flag[] = [];
  const add = (level: Flag["level"], label: string, text: string) => flags.push({ level, label, text });
  if (settings.fill === "close") {
    add(
      "bad",
      "FILL = CLOSE",
      "Orders fill at the very close that decided them. This serves comparison with other tools; nobody can trade it.",
    );
  }
  if (settings.intrabar === "optimistic" && outcome.ambiguousBars > 0) {
    add(
      "bad",
      "OPTIMISTIC INTRABAR",
      "Where a bar could have hit both stop and target, the target was taken.",
    );
  }
  if (settings.limitFill === "touch") {
    add(
      "note",
      "LIMIT FILLS ON TOUCH",
      "A limit order fills as soon as the price touches it, with nobody ahead in the queue.",
    );
  }
  const charged = model.instruments.map(({ fees }) => fees);
  if (model.instruments.length < outcome.symbols.length) charged.push(settings.fees);
  const isFree = charged.every(({ taker, maker, fixed }) => taker === 0 && maker === 0 && fixed === 0);
  if (isFree && settings.halfSpread === 0 && settings.slippage === 0) {
    add("bad", "NO COSTS", "Fees, spread and slippage are all zero. Real trading pays for each of them.");
  }
  if (outcome.trades.length > 0 && outcome.trades.length < 30) {
    const count = outcome.trades.length;
    add("note", "FEW TRADES", `${count} trade${count === 1 ? "" : "s"}: too few to tell skill from luck.`);
  }
  if (outcome.trades.length === 0) add("note", "NO TRADES", "The strategy never took a position.");
  return flags;
}

/** Warnings of the run that the flags above say already, in their own words. */
const saidAbove = /is SYNTHETIC|is used in spite of|fill: close|too few to tell|no order was filled/;

function warningFlags({ run }: ReportModel): Flag[] {
  return run.warnings
    .filter((text) => !saidAbove.test(text))
    .map((text) => {
      if (/look-?ahead/i.test(text)) return { level: "bad", label: "LOOK-AHEAD", text };
      if (/under a year/.test(text)) return { level: "note", label: "UNDER A YEAR", text };
      if (/biased|survivor/i.test(text)) return { level: "bad", label: "BIASED", text };
      return { level: "note", label: "WARNING", text };
    });
}
