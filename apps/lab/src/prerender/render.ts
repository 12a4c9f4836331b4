import { style } from "@clearhead/views";
import { render } from "svelte/server";
import Page from "../components/Page.svelte";
import { computeFirst } from "./compute.ts";
import { writeFirst } from "./first.ts";

/** What the build puts into the page: the first state as elements and as data, and the style sheet of its views. */
export interface Prerendered {
  readonly head: string;
  readonly body: string;
  readonly first: string;
  readonly style: string;
}

/** @public Called by the build. Translates the first sentence with the shipped model and renders the page as it arrives. */
export async function prerender(): Promise<Prerendered> {
  const first = await computeFirst();
  const { head, body } = render(Page, {
    props: {
      first,
      connect: () => {
        throw new Error("a prerendered page has no engine");
      },
    },
  });
  return { head, body, first: writeFirst(first), style };
}
