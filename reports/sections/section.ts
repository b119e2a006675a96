import { type Html, html, type Part } from "../html.ts";

/** A part of the page with its own heading and its place in the contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** The title in the contents, where a shorter one serves. */
  readonly short?: string;
  readonly body: Html;
}

/** A drawing with its caption above it, as a newspaper sets it. */
export function figure(title: string, drawing: Part, note?: Part): Html {
  return html`<figure><figcaption><b>${title}</b>${note !== undefined && html` <span>${note}</span>`}</figcaption>${drawing}</figure>`;
}

/** A wide drawing, which scrolls sideways where the page is narrow. */
export function panorama(title: string, drawing: Part, note?: Part): Html {
  return figure(
    title,
    html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">${drawing}</div>`,
    note,
  );
}

/** A column of a plain table: its heading and what stands in a row. */
export interface Column<T> {
  readonly head: Part;
  readonly cell: (row: T, index: number) => Part;
  /** Numbers are set to the right with figures of equal width. */
  readonly number?: boolean;
  /** Text that may break into lines. */
  readonly wrap?: boolean;
}

/** A plain table, scrolling sideways within itself where the page is narrow. `quiet` hides a caption that repeats the heading. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  className = "",
): Html {
  const kind = (column: Column<T>) =>
    column.number === true ? "number" : column.wrap === true ? "wrap" : "text";
  const head = columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.head}</th>`);
  const body = rows.map(
    (row, i) =>
      html`<tr>${columns.map((column) => html`<td class="${kind(column)}">${column.cell(row, i)}</td>`)}</tr>`,
  );
  return html`<div class="scroll ${className}" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A number coloured by its sign. */
export const signed = (value: number, text: string): Html =>
  html`<span class="${value > 0 ? "gain" : value < 0 ? "loss" : "even"}">${text}</span>`;

interface Key {
  readonly className: string;
  readonly label: string;
}

/** Names in the colours of a drawing, for a caption. */
export const keys = (items: readonly Key[]): Html =>
  html`${items.map(({ className, label }) => html`<span class="key ${className}">${label}</span> `)}`;

/** The key of the colours used in the drawings that follow. */
export const legend = (items: readonly Key[]): Html => html`<p class="legend">${keys(items)}</p>`;

/** Buttons of a chart's scale, the one that it starts on pressed. */
export const scaleButtons = (log: boolean): Html =>
  html`<span class="buttons"><button type="button" data-scale="linear" aria-pressed="${String(!log)}">Linear</button><button type="button" data-scale="log" aria-pressed="${String(log)}">Log</button></span>`;
