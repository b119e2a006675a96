import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { realityCheck } from "./reality-check.ts";
import { superiorAbility } from "./superior-ability.ts";

test("it is the upper p of means that are not studentised", () => {
  const random = seeded(3);
  const models = [0, 0.1, 0.05].map((mean) =>
    Float64Array.from({ length: 200 }, () => mean + normal(random)),
  );
  const options = () => ({ block: 4, resamples: 300, random: seeded(2) });
  const check = realityCheck(models, options());
  const ability = superiorAbility(models, { ...options(), studentise: false });
  expect(check).toEqual({
    statistic: ability.statistic * Math.sqrt(200),
    best: ability.best,
    p: ability.p.upper,
  });
});
