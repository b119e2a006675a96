import { relative } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import type { SimulatedSession } from "../../engine/run/paper/open-simulated.ts";
import type { WarmUp } from "../../engine/run/paper/warm-check.ts";
import { splitList } from "../arguments.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { dataFlags, jsonFlag, quietFlag } from "../flags.ts";
import { formatTime } from "../format.ts";
import { type Io, programName } from "../io.ts";
import { liveView } from "../paper/live-view.ts";
import { type Ended, performSession } from "../paper/perform.ts";
import { type PaperRequest, type Prepared, prepareSession } from "../paper/prepare.ts";
import { statusLines } from "../paper/status-text.ts";
import { dossiersFlags } from "../promotion/dossiers.ts";
import { parseDate } from "../request.ts";

export const paperCommand = command({
  positionals: {
    dossier: {
      type: "string",
      demandOption: true,
      describe: "Number, id, start of its sha256, or path of a dossier for paper",
    },
  },
  flags: {
    feed: {
      type: "string",
      describe:
        "replay:<data set>[@60x|@max], ccxt:<exchange>, serve:<url of bot4 exchange serve>; a session that is there knows its own",
    },
    session: { type: "string", describe: "Folder of the session [paper/<strategy>-<serial of the dossier>]" },
    from: {
      type: "string",
      describe: "First bar that is traded (ISO date, UTC) [the first after the warm-up]",
    },
    to: { type: "string", describe: "Bars from here on are left out (ISO date, UTC)" },
    seed: { type: "number", describe: "Seed of what the venue leaves to chance [1]" },
    faults: { type: "string", describe: "What goes wrong: calm, rough, hell, or a file such as chaos.yaml" },
    attach: dataFlags.attach,
    allow: dataFlags.allow,
    catalog: dataFlags.catalog,
    ...dossiersFlags,
    ...quietFlag,
    ...jsonFlag,
  },
  // Those of a configuration are the period of its backtests.
  apart: ["from", "to"],
  examples: [
    ["bot4 paper 1 --feed replay:BTCUSDT:1m@60x", "Trade a dossier on history, a minute each second"],
    ["bot4 paper 1 --feed replay:BTCUSDT:1m@max --from 2024-06-01 --faults rough", "As fast as it goes"],
    ["bot4 paper 1 --feed ccxt:binance --session live", "Trade it on a live market, at a simulated venue"],
    ["bot4 paper 1", "Go on with the session that was stopped or killed"],
  ],
  async run(args, io) {
    const request: PaperRequest = {
      dossier: args.dossier,
      dossiers: args.dossiers,
      session: args.session,
      feed: args.feed,
      fromMs: args.from === undefined ? undefined : parseDate("--from", args.from),
      toMs: args.to === undefined ? undefined : parseDate("--to", args.to),
      seed: args.seed,
      faults: args.faults,
      attach: args.attach ?? [],
      allow: splitList(args.allow),
      catalog: args.catalog,
    };
    return trade(request, args, io);
  },
});

interface Wishes {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

async function trade(request: PaperRequest, wishes: Wishes, io: Io): Promise<number> {
  const prepared = await prepareSession(request, io);
  const talks = !wishes.json && !wishes.quiet;
  for (const note of prepared.notes) io.err(`! ${note}\n`);
  const view = liveView(io, talks);
  const ended = await performSession(
    prepared,
    {
      begun: (warmUp, session) => {
        if (talks) io.out(beginText(prepared, warmUp, session, io));
      },
      stands: view.show,
      said: (what) => {
        view.end();
        io.err(`! ${formatTime(Date.now())} ${what}\n`);
      },
    },
    io,
  );
  view.end();
  if (wishes.json) io.out(`${canonicalJson({ session: prepared.folder, ...ended.status })}\n`);
  else if (talks) io.out(endText(prepared, ended, io));
  if (ended.signal === "SIGINT") return exitCodes.interrupted;
  return ended.signal === "SIGTERM" ? exitCodes.terminated : exitCodes.ok;
}

function beginText(
  { file, folder, fresh, plan, word }: Prepared,
  { bars, needed, compared, nodes }: WarmUp,
  { inputs, lastMs }: SimulatedSession,
  io: Io,
): string {
  const where = relative(io.cwd, folder) || ".";
  const faults = file.faults === null ? "" : `, faults ${file.faults.given}`;
  const begin = fresh
    ? `session ${where} begins at ${formatTime(file.history.tradesFromMs)}`
    : `session ${where} goes on after ${inputs === 0 ? "its beginning" : formatTime(lastMs)}, ${inputs} inputs in its journal`;
  return (
    `${begin}\n${file.strategy} on ${plan.symbols.join(", ")} ${file.timeframe}, ${word}, seed ${file.seed}${faults}\n` +
    `warmed up by ${bars} bars (it needs ${needed}); on the last ${compared} all ${nodes} nodes are what a backtest has, bit for bit\n`
  );
}

function endText({ folder, file }: Prepared, { ending, status, signal }: Ended, io: Io): string {
  const where = relative(io.cwd, folder) || ".";
  const why =
    ending === "feed-over" ? "its feed is over" : signal ? `it was ended by ${signal}` : "it was stopped";
  const { positions, orders } = status.account;
  const open =
    positions.length + orders.length === 0
      ? "nothing is open"
      : `open: ${positions.length} positions, ${orders.length} orders, all in its journal`;
  const named = request(folder, file.dossier.id, file.strategy, io);
  const on = ending === "feed-over" ? "" : `; go on with ${programName(io)} paper ${named}`;
  // What a terminal has just been shown needs no second telling.
  const view = io.terminal ? "" : `${statusLines(status, 200).join("\n")}\n`;
  return `${view}session ${where} has ended: ${why}; ${open}${on}\n`;
}

/** What to ask for to go on with a session: its folder is named where it is not the usual one. */
function request(folder: string, dossier: string, strategy: string, io: Io): string {
  const serial = Number(dossier.slice(0, 6));
  const where = relative(io.cwd, folder);
  return where === `paper/${strategy}-${serial}` ? String(serial) : `${serial} --session ${where || "."}`;
}
