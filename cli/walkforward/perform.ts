import type { WalkForwardRun } from "../../research/walkforward/model.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import type { Tried } from "../../research/walkforward/select.ts";
import type { Io } from "../io.ts";
import { guarded } from "../perform.ts";
import { variantFailure } from "../sweep/messages.ts";

/** Walks to the end, and tells of what is tried, batch by batch. */
export async function performWalk(
  request: WalkForwardRequest,
  io: Io,
  onTried: (tried: Tried) => Promise<void> = async () => {},
): Promise<WalkForwardRun> {
  const { walkForward } = await import("../../research/walkforward/walk-forward.ts");
  const steps = walkForward(request);
  for (;;) {
    const { done, value } = await guarded(io, () => {
      try {
        return steps.next();
      } catch (error) {
        throw variantFailure(error, io.cwd);
      }
    });
    if (done) return value;
    await onTried(value);
  }
}
