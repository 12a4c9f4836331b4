import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { View } from "../element.ts";

/** A view as markup, without a browser: it is a pure function of its properties. */
export function markup<Properties extends object, Events extends object>(
  view: View<Properties, Events>,
  properties: Partial<Properties>,
): string {
  return renderToString(h(view.component, { ...view.defaults, ...properties, emit: () => {} }));
}

/** The values of an attribute, in the order of the markup. */
export const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value);

/** The text of the markup, without its elements. */
export const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
