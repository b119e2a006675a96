import { UserError } from "../engine/core/errors.ts";
import { exitCodes } from "./exit-codes.ts";

/** What a worker says of an error: whether it is a mistake of the user, and where it was thrown. */
interface Told {
  readonly user: boolean;
  readonly message: string;
  readonly stack: string;
}

/** An error of a worker, as it was thrown there. */
export function failureOf({ user, message, stack }: Told): Error {
  return user ? new UserError(message) : Object.assign(new Error(message), { stack });
}

/**
 * A thread that is gone is no mistake of the user, but nothing of ours to mend either: memory ran out, most likely. `kept`
 * says what of the work is not lost.
 */
export const deathOf = (worker: string, why: string, kept: string): Error =>
  Object.assign(
    new UserError(`${worker} died: ${why}; ${kept} is kept, and the same command goes on from there`),
    {
      exitCode: exitCodes.bug,
    },
  );
