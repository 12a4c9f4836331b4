import { type ArithmeticProperties, arithmeticView } from "./arithmetic.ts";
import { attentionView, type AttentionProperties } from "./attention-matrix.ts";
import { bandsView, type BandsProperties } from "./bands.ts";
import { barsView, type BarsProperties } from "./bars.ts";
import { defineView, type ViewElement } from "./element.ts";
import { headView, type HeadProperties } from "./head-thumbnail.ts";
import { type PairProperties, pairView } from "./pair.ts";

/** Makes every view's element known to the page; calling it again does nothing. */
export function defineViews(): void {
  defineView(arithmeticView);
  defineView(attentionView);
  defineView(bandsView);
  defineView(barsView);
  defineView(headView);
  defineView(pairView);
}

declare global {
  interface HTMLElementTagNameMap {
    "clearhead-arithmetic": ViewElement<ArithmeticProperties>;
    "clearhead-attention": ViewElement<AttentionProperties>;
    "clearhead-bands": ViewElement<BandsProperties>;
    "clearhead-bars": ViewElement<BarsProperties>;
    "clearhead-head": ViewElement<HeadProperties>;
    "clearhead-pair": ViewElement<PairProperties>;
  }
}
