import type { Fetched, Progress } from "../../../data/fetch/fetch.ts";
import { parseTimeframe } from "../../../engine/core/time.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, quietFlag } from "../../flags.ts";
import type { Io } from "../../io.ts";
import { catalogOf, parseDate } from "../../request.ts";
import { catalogFlag, datasetLine, json, periodFlags } from "./shared.ts";

export const fetchCommand = command({
  positionals: {
    exchange: { type: "string", demandOption: true, describe: "As ccxt calls it: binance, kraken, okx, …" },
    symbols: {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Markets: BTC/USDT, of perpetuals BTC/USDT:USDT",
    },
  },
  flags: {
    timeframe: { type: "string", default: "1h", describe: "Timeframe of the bars" },
    ...periodFlags,
    "base-url": {
      type: "string",
      describe: "Address to ask in place of the exchange's own: a proxy or a test server",
    },
    "timeout-ms": { type: "number", default: 20_000, describe: "Give up on one request after this long" },
    attempts: {
      type: "number",
      default: 8,
      describe: "Attempts of one request that fails for a reason that passes",
    },
    "flush-bars": { type: "number", default: 20_000, describe: "Bars between two writes to the catalog" },
    replace: { type: "boolean", describe: "Start anew, in place of what the catalog has" },
    ...catalogFlag,
    ...jsonFlag,
    ...quietFlag,
  },
  examples: [
    [
      "bot4 data fetch binance BTC/USDT --timeframe 1h --from 2023-01-01",
      "Run it again to go on from its end",
    ],
  ],
  async run(args, io) {
    const { fetchBars } = await import("../../../data/fetch/fetch.ts");
    const silent = args.json === true || args.quiet === true;
    const bar = silent || !io.terminal ? undefined : await progressBar(parseTimeframe(args.timeframe), io);
    try {
      const fetched = await fetchBars({
        exchange: args.exchange,
        symbols: args.symbols,
        timeframe: args.timeframe,
        fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
        toMs: args.to === undefined ? undefined : parseDate("--to", args.to),
        catalog: catalogOf(args.catalog, io),
        replace: args.replace,
        baseUrl: args["base-url"],
        timeoutMs: args["timeout-ms"],
        attemptsMax: args.attempts,
        flushBars: args["flush-bars"],
        onRetry: silent ? undefined : (message) => io.err(`${message}\n`),
        onProgress: bar?.show,
      });
      bar?.end();
      io.out(args.json ? json(fetched) : fetched.map(text).join(""));
      return exitCodes.ok;
    } finally {
      bar?.end();
    }
  },
});

const text = ({ manifest, added }: Fetched): string =>
  `fetched ${added.toLocaleString("en-US")} bars: ${datasetLine(manifest)}\n`;

async function progressBar(stepMs: number, io: Io) {
  const { default: progress } = await import("cli-progress");
  const bar = new progress.SingleBar({
    format: "{symbol} {bar} {percentage}%  {value} of {total} bars  {eta_formatted}",
    stream: process.stderr,
    hideCursor: true,
    linewrap: false,
    clearOnComplete: true,
    barsize: Math.min(40, Math.max(10, io.columns - 60)),
  });
  let symbol: string | undefined;
  return {
    show: ({ symbol: current, fromMs, atMs, toMs }: Progress) => {
      const total = Math.max(1, Math.round((toMs - fromMs) / stepMs));
      if (symbol !== current) bar.start(total, 0, { symbol: current });
      symbol = current;
      bar.update(Math.min(total, Math.round((atMs - fromMs) / stepMs)));
    },
    end: () => bar.stop(),
  };
}
