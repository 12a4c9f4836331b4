import type { Cell } from "./trace.ts";

/**
 * Where a key of the grid pattern leads: arrows by one, Home and End along the row, with Control to the corners, Page Up
 * and Page Down to the first and last row.
 *
 * @returns the next cell, or `null` for a key that the grid leaves to the page.
 */
export function moveCell(
  key: string,
  control: boolean,
  { row, column }: Cell,
  rows: number,
  columns: number,
): Cell | null {
  const last = { row: rows - 1, column: columns - 1 };
  switch (key) {
    case "ArrowLeft":
      return { row, column: Math.max(0, column - 1) };
    case "ArrowRight":
      return { row, column: Math.min(last.column, column + 1) };
    case "ArrowUp":
      return { row: Math.max(0, row - 1), column };
    case "ArrowDown":
      return { row: Math.min(last.row, row + 1), column };
    case "Home":
      return control ? { row: 0, column: 0 } : { row, column: 0 };
    case "End":
      return control ? last : { row, column: last.column };
    case "PageUp":
      return { row: 0, column };
    case "PageDown":
      return { row: last.row, column };
    default:
      return null;
  }
}
