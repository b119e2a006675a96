import { resolve } from "node:path";
import { refuse, suggest } from "../engine/core/errors.ts";
import type { Dataset } from "../engine/trade/bars.ts";
import type { Io } from "./io.ts";

/** A further column of the data, as `--attach [symbol:]name=file[#column]` says. */
interface Wish {
  readonly symbol: string | undefined;
  readonly name: string;
  readonly file: string;
  readonly column: string | undefined;
}

function parseWish(word: string): Wish {
  const found = /^(?:(.+):)?([A-Za-z]\w*)=(.+?)(?:#(.+))?$/.exec(word);
  if (!found) {
    refuse(`--attach must be name=file or symbol:name=file, such as funding=rates.csv; was "${word}"`);
  }
  const [, symbol, name, file, column] = found;
  return { symbol, name: name!, file: file!, column };
}

/**
 * Adds series of other files to the bars, each as a column that a strategy reads as `market.series(name)`. The one
 * called `funding` is paid and received.
 */
export async function attachAll(
  datasets: readonly Dataset[],
  words: readonly string[],
  io: Io,
): Promise<Dataset[]> {
  let attached = [...datasets];
  if (words.length === 0) return attached;
  const { attachFunding, attachSeries } = await import("../data/attach.ts");
  const { loadSeries } = await import("../data/series.ts");
  const symbols = datasets.map(({ bars }) => bars.symbol);
  for (const { symbol, name, file, column } of words.map(parseWish)) {
    if (symbol !== undefined && !symbols.includes(symbol)) {
      refuse(
        `--attach: unknown symbol "${symbol}"${suggest(symbol, symbols) || `; the data has ${symbols.join(", ")}`}`,
      );
    }
    const series = await loadSeries(resolve(io.cwd, file), column);
    attached = attached.map((dataset) => {
      if (symbol !== undefined && dataset.bars.symbol !== symbol) return dataset;
      return name === "funding" ? attachFunding(dataset, series) : attachSeries(dataset, series, name);
    });
  }
  return attached;
}
