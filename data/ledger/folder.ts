/**
 * The folder of the ledger beside a folder of stored runs: to delete the runs does not delete what was tried.
 *
 * @example
 * ledgerOf("work/runs") // => "work/runs.ledger"
 */
export const ledgerOf = (runs: string): string => `${runs}.ledger`;
