import { type MetricKey, metricTable } from "./table.ts";

/**
 * Where each metric stands in a row of all of them, in the order of the table. A sweep writes a row a variant: to gather the
 * metrics in an object first would cost as much as a pass over the bars.
 */
export const place = Object.fromEntries(metricTable.map(({ key }, k) => [key, k])) as Readonly<
  Record<MetricKey, number>
>;
