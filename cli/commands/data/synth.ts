import { storeSynthetic } from "../../../data/derive.ts";
import { synthDefaults } from "../../../data/synth/options.ts";
import { parseTimeframe } from "../../../engine/core/time.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import { catalogOf, parseDate } from "../../request.ts";
import { catalogFlag, datasetLine, json, replaceFlag } from "./shared.ts";

const usual = synthDefaults;

export const synthCommand = command({
  flags: {
    symbols: { type: "string", array: true, describe: `Symbols to make: A,B [${usual.symbols.join(",")}]` },
    bars: { type: "number", describe: `Bars of each symbol [${usual.bars}]` },
    timeframe: { type: "string", default: "1h", describe: "Timeframe of the bars" },
    from: { type: "string", default: "2020-01-01", describe: "Open of the first bar (ISO date, UTC)" },
    seed: { type: "number", describe: `Equal seeds make equal markets [${usual.seed}]` },
    correlation: { type: "number", describe: `Of the returns of any two symbols [${usual.correlation}]` },
    volatility: { type: "number", describe: `Annual, as a fraction [${usual.volatility}]` },
    drift: { type: "number", describe: `Annual growth of log prices [${usual.drift}]` },
    price: { type: "number", describe: `First open [${usual.price}]` },
    "jumps-per-year": { type: "number", describe: `Jumps of all prices at once [${usual.jumpsPerYear}]` },
    ...replaceFlag,
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [
    ["bot4 data synth --symbols A,B --seed 7 --correlation 0.8", "Two related symbols, marked synthetic"],
  ],
  async run(args, io) {
    const { bars, seed, correlation, volatility, drift, price } = args;
    const symbols = splitList(args.symbols);
    const manifests = await storeSynthetic(
      {
        ...(symbols.length > 0 ? { symbols } : {}),
        ...Object.fromEntries(
          Object.entries({
            bars,
            seed,
            correlation,
            volatility,
            drift,
            price,
            jumpsPerYear: args["jumps-per-year"],
          }).filter(([, value]) => value !== undefined),
        ),
        timeframeMs: parseTimeframe(args.timeframe),
        fromMs: parseDate("--from", args.from),
      },
      { catalog: catalogOf(args.catalog, io), replace: args.replace },
    );
    if (args.json) io.out(json(manifests));
    else for (const manifest of manifests) io.out(`made ${datasetLine(manifest)}\n`);
    return exitCodes.ok;
  },
});
