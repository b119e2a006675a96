import { constants } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../engine/core/errors.ts";

/** Makes sure that the content of a file survives a loss of power. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDWR);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes sure that the names in a folder survive a loss of power. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Gives a finished file its name in one step: whoever looks sees the old file or the new one, whole. */
export async function publish(draft: string, path: string): Promise<void> {
  await syncFile(draft);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** What a user should be told of a failed write; errors of other kinds come back as they are. */
export function explainWrite(error: unknown, path: string): unknown {
  const { code, message = "" } = error as NodeJS.ErrnoException;
  const told = `${code ?? ""} ${message}`;
  if (/ENOSPC|No space left/i.test(told))
    return new UserError(`${path} cannot be written: the disk is full; nothing was changed`);
  if (/EFBIG|File too large|file size limit/i.test(told)) {
    return new UserError(
      `${path} cannot be written: it would exceed the limit on file size; nothing was changed`,
    );
  }
  if (/EDQUOT|quota/i.test(told))
    return new UserError(`${path} cannot be written: the disk quota is used up; nothing was changed`);
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only/i.test(told)) {
    return new UserError(`${path} cannot be written: no permission to write there`);
  }
  return error;
}
