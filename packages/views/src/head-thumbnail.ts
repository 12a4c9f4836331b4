import { h, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isMasked } from "./attention.ts";
import type { View } from "./element.ts";
import { inkOpacity } from "./scales.ts";
import type { Attention } from "./trace.ts";

/** What `<clearhead-head>` draws; it is a picture: what it is called and does when clicked is the page's. */
export interface HeadProperties {
  attention: Attention | null;
  /** The row that is asking, marked at the edge. */
  row: number | null;
  /** Side of the square, in CSS pixels. */
  size: number;
  /** For readers who do not see it; empty where the page says it already. */
  label: string;
}

/** A thumbnail fires nothing of its own. */
export type HeadEvents = Readonly<Record<string, never>>;

/** More cells than this a side are drawn as blocks, each as dark as its darkest cell. */
const FINEST = 64;

/**
 * The cells of equal ink as one path each, so that a hundred thumbnails stay light: `[opacity, path]`, in cells.
 */
export function inkPaths(attention: Attention): Map<number, string> {
  const rows = attention.rows.length;
  const columns = attention.columns.length;
  const block = Math.ceil(Math.max(rows, columns) / FINEST);
  const paths = new Map<number, string>();
  for (let top = 0; top < rows; top += block) {
    for (let left = 0; left < columns; left += block) {
      const opacity = inkOpacity(darkest(attention, top, left, block));
      if (opacity === 0) continue;
      const width = Math.min(block, columns - left);
      const height = Math.min(block, rows - top);
      paths.set(
        opacity,
        `${paths.get(opacity) ?? ""}M${left} ${top}h${width}v${height}h-${width}z`,
      );
    }
  }
  return paths;
}

function darkest(attention: Attention, top: number, left: number, block: number): number {
  let largest = 0;
  for (let row = top; row < Math.min(attention.rows.length, top + block); row++) {
    for (let column = left; column < Math.min(attention.columns.length, left + block); column++) {
      if (isMasked(attention, row, column)) continue;
      largest = Math.max(largest, attention.weights[row * attention.columns.length + column]);
    }
  }
  return largest;
}

function HeadThumbnail({ attention, row, size, label }: HeadProperties): JSX.Element | null {
  const paths = useMemo(
    () =>
      attention &&
      [...inkPaths(attention)].map(([opacity, path]) =>
        h("path", { class: "ink", "fill-opacity": opacity, d: path }),
      ),
    [attention],
  );
  if (!attention) return null;
  const rows = attention.rows.length;
  const columns = attention.columns.length;
  const side = Math.max(rows, columns);
  return h(
    "svg",
    {
      class: "head",
      width: size,
      height: size,
      viewBox: `0 0 ${side} ${side}`,
      "shape-rendering": "crispEdges",
      ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }),
    },
    h("rect", { class: "ground", width: columns, height: rows }),
    paths,
    row !== null &&
      h("rect", { class: "asking", x: -side / 28, y: row, width: side / 36, height: 1 }),
  );
}

/** One head's whole pattern at a glance, without labels. */
export const headView: View<HeadProperties, HeadEvents> = {
  tag: "clearhead-head",
  defaults: { attention: null, row: null, size: 56, label: "" },
  component: HeadThumbnail,
};
