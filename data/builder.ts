import { type Columns, mapColumns, sharedColumn } from "./columns.ts";

const rowsFirst = 4096;

/** Collects rows of unknown number; memory doubles as they come. */
export class RowBuilder {
  rows = 0;
  private columns: Columns = mapColumns(() => new Float64Array(rowsFirst));
  /** Line or row of the file that each row came from. */
  private origin = new Float64Array(rowsFirst);

  /** Adds one row: its line in the file, then ts in ms and the five values. */
  push(line: number, ts: number, open: number, high: number, low: number, close: number, volume: number) {
    const i = this.rows++;
    if (i === this.origin.length) this.grow();
    const to = this.columns;
    this.origin[i] = line;
    to.ts[i] = ts;
    to.open[i] = open;
    to.high[i] = high;
    to.low[i] = low;
    to.close[i] = close;
    to.volume[i] = volume;
  }

  /** The rows so far, on shared memory of exact size. */
  finish(): { columns: Columns; rowOf: (index: number) => number } {
    const { rows, origin } = this;
    const columns = mapColumns((name) => {
      const column = sharedColumn(rows);
      column.set(this.columns[name].subarray(0, rows));
      return column;
    });
    return { columns, rowOf: (index) => origin[index]! };
  }

  private grow() {
    const double = (column: Float64Array) => {
      const larger = new Float64Array(column.length * 2);
      larger.set(column);
      return larger;
    };
    this.origin = double(this.origin);
    this.columns = mapColumns((name) => double(this.columns[name]));
  }
}
