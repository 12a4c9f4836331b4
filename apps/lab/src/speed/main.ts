import { mount } from "svelte";
import SpeedPage from "../components/SpeedPage.svelte";
import "../styles/base.css";
import { Speed } from "./speed.svelte.ts";

const target = document.querySelector("#app");
if (!target) throw new Error("the page has no #app");

const speed = new Speed(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
);
mount(SpeedPage, { target, props: { speed } });
