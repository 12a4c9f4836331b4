import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { View } from "@clearhead/views";

/** Where the build puts the views' style sheet, for the prerendered page alone. */
const VIEWS_STYLE = "views.css";

/** The first state of a view as a declarative shadow root, which browsers show without JavaScript. */
export function declarativeShadow<Properties extends object, Events extends object>(
  view: View<Properties, Events>,
  properties: Partial<Properties>,
): string {
  const markup = renderToString(
    h(view.component, { ...view.defaults, ...properties, emit: () => {} }),
  );
  return `<template shadowrootmode="open"><link rel="stylesheet" href="./${VIEWS_STYLE}">${markup}</template>`;
}
