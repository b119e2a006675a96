import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { refuse } from "../../engine/core/errors.ts";

/** Reads model files by paths from a folder. Throws a UserError where there is none. */
export const modelReader =
  (cwd: string) =>
  (path: string): string => {
    try {
      return readFileSync(resolve(cwd, path), "utf8");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") refuse(`no model file ${path} in ${cwd}; bot4 train writes one`);
      if (code === "EISDIR") refuse(`model file ${path} must be a file; it is a folder`);
      throw Object.assign(error as Error, { path: resolve(cwd, path) });
    }
  };
