import { defineViews } from "@clearhead/views";
import { hydrate, mount } from "svelte";
import Page from "./components/Page.svelte";
import { Client } from "./engine/client.ts";
import { readFirst } from "./prerender/first.ts";
import "./styles/base.css";

const target = document.querySelector("#app");
if (!target) throw new Error("the page has no #app");

const first = readFirst(document.querySelector("#first")?.textContent ?? null);
const connect = (): Client =>
  new Client(new Worker(new URL("./engine/worker.ts", import.meta.url), { type: "module" }));

(first ? hydrate : mount)(Page, { target, props: { first, connect } });
defineViews();
if (import.meta.env.PROD && "serviceWorker" in navigator && isSecureContext) {
  void navigator.serviceWorker.register("./service-worker.js");
}
