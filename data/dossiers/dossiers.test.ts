import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSealed, publicKeyText, seal, sealedText } from "./seal.ts";
import { addDossier, dossierFiles, findDossier, nextLink, verifyChain } from "./store.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const known = new Set([publicKeyText(privateKey)]);
const record = {
  serial: 1,
  previous: null,
  stage: "paper",
  strategy: { name: "cross", params: { fast: 5, é: -0, long: true }, sourceHash: "ab" },
  settings: { limits: { account: { maxDrawdown: 0.15, grossMax: Number.POSITIVE_INFINITY } } },
  statistics: { sharpe: 1.25, skew: Number.NaN },
  data: [{ name: "x", rows: 3 }],
};
const bytes = Buffer.from(sealedText(seal(record, privateKey)));

test("a sealed record opens as it was, and the same record makes the same bytes", () => {
  const opened = openSealed(bytes, known);
  expect(opened).toMatchObject({ record: { ...record, statistics: { sharpe: 1.25, skew: null } } });
  expect(sealedText(seal(record, privateKey))).toBe(bytes.toString());
});

test("any bit of any byte that is flipped is found", () => {
  const fields = new Map<string, number>();
  for (let at = 0; at < bytes.length; at++) {
    const copy = Buffer.from(bytes);
    copy[at] = copy[at]! ^ (1 << (at % 8));
    const opened = openSealed(copy, known);
    if (!("flaw" in opened)) throw new Error(`the flip of byte ${at} went unseen`);
    fields.set(opened.flaw.field, (fields.get(opened.flaw.field) ?? 0) + 1);
  }
  for (const field of [
    "strategy.params.fast",
    "settings.limits.account.maxDrawdown",
    "seal.signature",
    "seal.publicKey",
    "stage",
  ]) {
    expect(fields.get(field), field).toBeGreaterThan(0);
  }
});

test("what was changed is named", () => {
  const sealed = seal(record, privateKey);
  const flawOf = (other: object) => openSealed(Buffer.from(sealedText(other as typeof sealed)), known);
  const params = { ...record.strategy.params, fast: 6 };
  expect(flawOf({ ...sealed, strategy: { ...sealed.strategy, params } })).toEqual({
    flaw: { field: "strategy.params.fast", problem: "was changed after it was sealed: was 5, is 6" },
  });
  const limits = { account: { ...record.settings.limits.account, dailyLoss: 0.1 } };
  expect(flawOf({ ...sealed, settings: { limits } })).toEqual({
    flaw: { field: "settings.limits.account.dailyLoss", problem: "was added after it was sealed: is 0.1" },
  });
  const account = { grossMax: record.settings.limits.account.grossMax };
  expect(flawOf({ ...sealed, settings: { limits: { account } } })).toEqual({
    flaw: {
      field: "settings.limits.account.maxDrawdown",
      problem: "is missing after it was sealed: was 0.15",
    },
  });
  expect(flawOf({ ...sealed, data: [{ name: "x", rows: 4 }] })).toMatchObject({
    flaw: { field: "data[0].rows" },
  });
  const sourceHash = "x".repeat(100);
  expect(flawOf({ ...sealed, strategy: { ...sealed.strategy, sourceHash } })).toMatchObject({
    flaw: { field: "strategy.sourceHash", problem: 'was changed after it was sealed: was "ab"' },
  });
  expect(flawOf({ ...sealed, extra: 1 })).toMatchObject({
    flaw: { field: "extra", problem: expect.stringMatching(/added/) },
  });
  const { stage: _, ...rest } = sealed;
  expect(flawOf(rest)).toMatchObject({
    flaw: { field: "stage", problem: expect.stringMatching(/is missing/) },
  });
  expect(flawOf({ ...sealed, data: [] })).toMatchObject({ flaw: { field: "data[0].name" } });
  expect(flawOf({ ...record })).toMatchObject({ flaw: { field: "seal", problem: "is missing" } });
});

test("a seal of hashes alone, as older ones are, still opens, and names the member", () => {
  const older = JSON.parse(readFileSync(new URL("./testing/older-dossier.json", import.meta.url), "utf8"));
  const keys = new Set([older.seal.publicKey]);
  expect(openSealed(Buffer.from(sealedText(older)), keys)).toHaveProperty("record");
  const { limits } = older.settings;
  const changed = {
    ...older,
    settings: { limits: { ...limits, account: { ...limits.account, grossMax: 2 } } },
  };
  expect(openSealed(Buffer.from(sealedText(changed)), keys)).toEqual({
    flaw: { field: "settings.limits", problem: "was changed after it was sealed" },
  });
});

test("another key is not known, and another writing is not the one that was sealed", () => {
  const other = seal(record, generateKeyPairSync("ed25519").privateKey);
  expect(openSealed(Buffer.from(sealedText(other)), known)).toMatchObject({
    flaw: { field: "seal.publicKey" },
  });
  // The claim of the own key with another's signature.
  const own = seal(record, privateKey);
  const forged = { ...own, seal: { ...own.seal, signature: other.seal.signature } };
  expect(openSealed(Buffer.from(sealedText(forged)), known)).toMatchObject({
    flaw: { field: "seal.signature" },
  });
  const spaced = Buffer.from(bytes.toString().replace(",", ", "));
  expect(openSealed(spaced, known)).toMatchObject({ flaw: { field: "text" } });
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
  expect(openSealed(marked, known)).toMatchObject({ flaw: { field: "text" } });
});

const folderOf = () => mkdtempSync(join(tmpdir(), "bot4-dossiers-"));

async function addThree(folder: string): Promise<void> {
  for (const stage of ["paper", "live", "paper"]) {
    const link = nextLink(dossierFiles(folder));
    await addDossier(folder, `${stage}-my cross`, seal({ ...record, ...link, stage }, privateKey));
  }
}

test("a chain grows by links alone, and any break of it is found", async () => {
  const folder = join(folderOf(), "deep", "dossiers");
  await addThree(folder);
  expect(readdirSync(folder)).toEqual([
    "000001-paper-my-cross.json",
    "000002-live-my-cross.json",
    "000003-paper-my-cross.json",
  ]);
  const files = dossierFiles(folder);
  expect(verifyChain(files, known)).toBeUndefined();
  expect(verifyChain(files.slice(1), known)).toEqual({
    id: "000002-live-my-cross",
    field: "the chain",
    problem: "before it is not whole: dossier 1 is missing; put it back from a copy",
  });
  expect(verifyChain(files.slice(2), known)?.problem).toContain("dossiers 1 to 2 are missing");
  expect(verifyChain([files[0]!, files[2]!], known)?.problem).toContain("dossier 2 is missing");
  // A forged first one, sealed with the right key, is not what the second names.
  const path = files[0]!.path;
  const first = readFileSync(path);
  writeFileSync(path, sealedText(seal({ ...record, stage: "live" }, privateKey)));
  expect(verifyChain(dossierFiles(folder), known)).toEqual({
    id: "000002-live-my-cross",
    field: "previous",
    problem: "does not name the dossier before it",
  });
  writeFileSync(path, first);
  rmSync(files[1]!.path);
  expect(verifyChain(dossierFiles(folder), known)).toMatchObject({
    field: "the chain",
    problem: expect.stringMatching(/dossier 2 is missing/),
  });
});

test("a dossier whose place was taken is refused, and nothing is written", async () => {
  const folder = folderOf();
  const link = nextLink([]);
  await addDossier(folder, "paper-a", seal({ ...record, ...link }, privateKey));
  await expect(addDossier(folder, "paper-b", seal({ ...record, ...link }, privateKey))).rejects.toThrow(
    "has another dossier 1 by now",
  );
  expect(readdirSync(folder)).toEqual(["000001-paper-a.json"]);
});

test("dossiers are found by number, id, start and path", async () => {
  const folder = folderOf();
  await addThree(folder);
  const [first, second] = dossierFiles(folder);
  const find = (word: string) => findDossier(folder, word, join(folder, word)).id;
  expect(find("1")).toBe(first!.id);
  expect(find("000002")).toBe(second!.id);
  expect(find(second!.sha256.slice(0, 12))).toBe(second!.id);
  expect(find("000002-live-my-cross.json")).toBe(second!.id);
  expect(() => find("00000")).toThrow("must name one; it fits");
  expect(() => find("zzz")).toThrow("no dossier");
  expect(() => findDossier(join(folder, "none"), "1", "1")).toThrow("it is empty");
});
