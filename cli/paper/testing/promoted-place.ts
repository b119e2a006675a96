import { join } from "node:path";
import { canonicalJson } from "../../../data/canonical-json.ts";
import { seal } from "../../../data/dossiers/seal.ts";
import { addDossier, nextLink } from "../../../data/dossiers/store.ts";
import type { Run } from "../../../engine/run/result.ts";
import { composeDossier } from "../../../research/promotion/compose-dossier.ts";
import type { GateRecord } from "../../../research/promotion/gate-record.ts";
import { bot4, type Finished, workshop } from "../../../test/cli.ts";
import type { Io } from "../../io.ts";
import { signingKey } from "../../promotion/keys.ts";
import { lockHash } from "../../promotion/lock-hash.ts";
import { openRun } from "../../store.ts";

/** A folder with a strategy that was promoted to paper as dossier 1. */
export interface Place {
  readonly cwd: string;
  readonly env: { readonly BOT4_HOME: string };
}

/** Runs a line of words in a place. */
export const call = (line: string, { cwd, env }: Place): Promise<Finished> =>
  bot4(line.split(" ").filter(Boolean), cwd, env);

/** A gate that let a run through: what is tested is what comes after it, and the real one takes seconds. */
function passedGate({ identity, outcome, metrics }: Run): GateRecord {
  const { ts, start, timeframeMs } = outcome;
  return {
    schema: "bot4/validation@1",
    passed: true,
    strategy: identity.strategy,
    params: identity.params,
    fromMs: ts[start]!,
    toMs: ts[ts.length - 1]! + timeframeMs,
    bars: ts.length - start,
    sharpe: metrics.sharpe ?? Number.NaN,
    policy: { seed: 1 },
    checks: [],
  };
}

/** A place with `cross.ts`, backtested on its data, and promoted. */
export async function promotedPlace(data = "wavy.csv", cwd = workshop()): Promise<Place> {
  const place = { cwd, env: { BOT4_HOME: join(cwd, "home") } };
  const { out } = await call(`backtest ./cross.ts --data ${data} --no-report --json`, place);
  await promoteRun(JSON.parse(out).run.id, place);
  return place;
}

/** Writes the dossier of a stored run, signed. */
export async function promoteRun(id: string, { cwd, env }: Place): Promise<void> {
  const io = { cwd, env, out: () => {}, err: () => {} } as unknown as Io;
  const { run } = openRun(id, undefined, io);
  const dossier = composeDossier({
    ...nextLink([]),
    supersedes: null,
    promotedMs: 1,
    stage: "paper",
    run,
    gate: passedGate(run),
    ledger: { trials: 1, distinct: 1, unfinished: 0, failed: 0, varianceSharpe: Number.NaN },
    lock: lockHash(),
  });
  const written = JSON.parse(canonicalJson(dossier)) as typeof dossier;
  await addDossier(
    join(cwd, "dossiers"),
    `paper-${run.identity.strategy}`,
    seal(written, await signingKey(io)),
  );
}
