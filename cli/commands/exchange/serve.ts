import { refuse } from "../../../engine/core/errors.ts";
import { splitList } from "../../arguments.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { parseDate } from "../../request.ts";

export const serveCommand = command({
  flags: {
    data: {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Catalog names or files of bars, or one recording of Binance's depth (.jsonl, .jsonl.gz)",
    },
    symbols: { type: "string", array: true, describe: "Symbols to take from the data: A,B" },
    catalog: { type: "string", describe: "Folder of the catalog [bot4-data, or $BOT4_CATALOG]" },
    from: {
      type: "string",
      describe: "First bar that is played (ISO date, UTC); earlier bars are its history, to be asked for",
    },
    to: { type: "string", describe: "Bars from here on are left out (ISO date, UTC)" },
    allow: { type: "string", array: true, describe: "Defects of the data to accept: gaps,stale,…" },
    speed: {
      type: "number",
      default: 1,
      describe: "How much faster than in its own time the data is played",
    },
    port: { type: "number", default: 8_000, describe: "Port on the loopback interface; 0 for any" },
    "api-key": { type: "string", default: "bot4", describe: "Key of the one account" },
    secret: { type: "string", default: "bot4-secret", describe: "Secret with which it signs" },
    balance: {
      type: "string",
      array: true,
      default: ["USDT=100000"],
      describe: "What it begins with: USDT=1000",
    },
    tick: { type: "string", default: "0.01", describe: "Step of price" },
    lot: { type: "string", default: "0.00001", describe: "Step of quantity" },
    "fee-bps": { type: "number", default: 10, describe: "Fee of takers, in basis points" },
    "maker-bps": { type: "number", default: 10, describe: "Fee of makers, in basis points" },
    "min-notional": { type: "number", default: 5, describe: "Least notional of an order" },
    queue: {
      type: "string",
      choices: ["pessimistic", "probabilistic", "trades"],
      default: "trades",
      describe: "Where an order stands in the queue of recorded depth",
    },
    faults: { type: "string", describe: "What goes wrong: calm, rough, hell, or a file such as chaos.yaml" },
    seed: { type: "number", default: 1, describe: "Seed of what is left to chance" },
  },
  examples: [
    [
      "bot4 exchange serve --data BTCUSDT:1m --speed 60",
      "A bar of a minute each second, on http://127.0.0.1:8000/api/v3",
    ],
    [
      "bot4 exchange serve --data BTCUSDT:1h --from 2024 --speed 3600",
      "With the hours before 2024 as history, so that a paper session can warm up on them",
    ],
    [
      "bot4 exchange serve --data btcusdt.jsonl.gz --faults rough",
      "Recorded depth, and a venue that is unkind",
    ],
  ],
  async run(args, io) {
    const { speed, port, seed } = args;
    if (!(speed > 0 && speed <= 1e6)) refuse(`--speed must be in (0, 1000000]; was ${speed}`);
    if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
      refuse(`--port must be in [0, 65535]; was ${port}`);
    const { startServer } = await import("../../exchange/start.ts");
    const request = {
      references: args.data,
      symbols: splitList(args.symbols),
      catalog: args.catalog,
      fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
      toMs: args.to === undefined ? undefined : parseDate("--to", args.to),
      allow: splitList(args.allow),
      steps: {
        tick: args.tick,
        lot: args.lot,
        takerBps: args["fee-bps"],
        makerBps: args["maker-bps"],
        notionalMin: args["min-notional"],
      },
      balances: parseBalances(args.balance),
      keys: [{ key: args["api-key"], secret: args.secret }],
      queue: args.queue as "trades",
      faults: args.faults,
      speed,
      port,
      seed,
    };
    const { finished } = await startServer(request, io);
    await finished;
    return exitCodes.ok;
  },
});

function parseBalances(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words
      .flatMap((word) => word.split(","))
      .map((word) => {
        const match = /^([A-Z0-9]+)=(\d+(?:\.\d+)?)$/.exec(word);
        return match
          ? [match[1]!, Number(match[2])]
          : refuse(`--balance must be such as USDT=1000; was ${word}`);
      }),
  );
}
