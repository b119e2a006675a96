import { canonicalJson } from "../../data/canonical-json.ts";
import { type GateRecord, parseGateRecord } from "../../research/promotion/gate-record.ts";
import type { Policy } from "../../research/validate/policy.ts";
import type { Io } from "../io.ts";
import type { OpenedRun } from "../store.ts";
import { performValidation } from "../validate/perform.ts";
import { runToJudge } from "../validate/prepare.ts";

/** What the gate says of a stored run. It is always asked anew: the ledger may have grown since, and a file can be edited. */
export async function askGate(
  { folder }: OpenedRun,
  policy: Policy,
  runs: string | undefined,
  io: Io,
  show: (text?: string) => void = () => {},
): Promise<GateRecord> {
  show("asking the gate");
  const judged = await runToJudge(folder, { runs }, io);
  const found = await performValidation(judged, policy, { runs }, io, ({ name }) => show(`checked ${name}`));
  show();
  return parseGateRecord(JSON.parse(canonicalJson(found)));
}
