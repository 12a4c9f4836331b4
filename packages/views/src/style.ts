/**
 * The one style sheet of all views. Colours are roles; a page may set any of the `--clearhead-…` properties, and
 * light or dark follows the page's `color-scheme`.
 */
export const style = `
:host {
  --paper: var(--clearhead-paper, light-dark(#fbfaf7, #14161a));
  --ink: var(--clearhead-ink, light-dark(#1c1b19, #eceae4));
  --muted: var(--clearhead-muted, light-dark(#5f5b53, #a7a39a));
  --line: var(--clearhead-line, light-dark(#dedad0, #33363d));
  --wash: var(--clearhead-wash, light-dark(#f1eee6, #1d2026));
  --query: var(--clearhead-query, light-dark(#1f5fbf, #8ab4ff));
  --key: var(--clearhead-key, light-dark(#b45309, #ffb066));
  --value: var(--clearhead-value, light-dark(#0f766e, #5fd3c4));
  --positive: var(--clearhead-positive, light-dark(#3f7a1f, #9bd46a));
  --negative: var(--clearhead-negative, light-dark(#b3246f, #ff9ccb));
  --text-face: var(--clearhead-text-face, Georgia, serif);
  --mono-face: var(--clearhead-mono-face, ui-monospace, Menlo, Consolas, monospace);
  display: block;
  color: var(--ink);
  font: 400 0.9375rem/1.5 var(--text-face);
  font-variant-numeric: tabular-nums lining-nums;
}
@media (forced-colors: active) {
  :host {
    --paper: Canvas; --ink: CanvasText; --muted: CanvasText; --line: GrayText; --wash: Canvas;
    --query: LinkText; --key: CanvasText; --value: CanvasText; --positive: CanvasText; --negative: CanvasText;
  }
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
svg { display: block; overflow: visible; }
text { fill: currentColor; }
.token, .number { font-family: var(--mono-face); }
/* Monospaced letters look larger than those of the text face; a picture's own sizes stand in its attributes. */
:is(span, tspan, td, th, button):is(.token, .number) { font-size: 0.9em; }
.special { font-family: var(--text-face); font-style: italic; }
.muted { color: var(--muted); }
text.muted, .muted text { fill: var(--muted); }
.query { color: var(--query); } .key { color: var(--key); } .value { color: var(--value); }
text.query { fill: var(--query); } text.key { fill: var(--key); } text.value { fill: var(--value); }
.positive { fill: var(--positive); } .negative { fill: var(--negative); }
.ink { fill: var(--ink); }
.rule { stroke: var(--line); stroke-width: 1; fill: none; }
.scroll { overflow-x: auto; overscroll-behavior-x: contain; }
.readout { margin: 8px 0 0; min-height: 1.5em; }
button {
  font: inherit; color: inherit; background: none; border: 0; padding: 0; margin: 0; cursor: pointer;
  text-align: inherit; border-radius: 3px; min-height: 24px; min-width: 24px;
}
:focus-visible { outline: 2px solid var(--query); outline-offset: 2px; }
@media (hover: hover) { button:hover { background: var(--wash); } }
.wash { fill: var(--wash); }
.ring { fill: none; stroke: var(--query); stroke-width: 2; }
.matrix [data-row] { cursor: pointer; }
.head .ground { fill: var(--wash); } .head .asking { fill: var(--query); }
.bands .word { cursor: pointer; } .bands .faint text { fill: var(--muted); font-weight: 300; }
.bands .chip { fill: transparent; } .bands .chosen { fill: var(--wash); stroke: var(--query); }
.bands .under { stroke: var(--line); stroke-width: 1.5; }
.bands .word.query text { fill: var(--query); font-weight: 600; } .bands .word.query .under { stroke: var(--query); }
.bands .word.key text { fill: var(--key); } .bands .word.key .under { stroke: var(--key); }
.bands .from { stop-color: var(--query); } .bands .to { stop-color: var(--key); }
@media (hover: hover) { .bands .word:hover .chip { fill: var(--wash); } }
.bars { display: grid; grid-template-columns: max-content minmax(64px, 1fr) max-content; margin: 0; padding: 0; list-style: none; }
.bars li { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; }
.bars .row { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; gap: 12px; align-items: center; min-height: 28px; padding: 0 4px; }
.bars .row[aria-pressed="true"] { box-shadow: inset 3px 0 0 var(--query); background: var(--wash); }
.bars .number { text-align: right; }
table.pair { border-collapse: collapse; width: 100%; }
table.pair th { font-weight: 400; text-align: right; padding: 0 8px 4px; white-space: nowrap; }
table.pair td { text-align: right; padding: 0 8px; height: 24px; }
table.pair td.drawn { width: 40%; min-width: 72px; padding: 0; }
table.pair button, .operand { text-align: right; border-bottom: 1px dotted var(--line); border-radius: 0; }
.who { margin: 0 0 8px; }
.steps { margin: 16px 0 0; display: grid; gap: 4px; }
.step { display: grid; grid-template-columns: 6.5em 1fr; gap: 8px; align-items: baseline; }
.step dd { margin: 0; }
.steps button { border-bottom: 1px dotted var(--muted); border-radius: 0; }
.arithmetic p { margin: 0 0 8px; }
.arithmetic .headline { font-size: 1.75rem; line-height: 1.2; }
.arithmetic .formula { font-style: italic; }
.arithmetic section { margin: 16px 0 0; }
.arithmetic .result { line-height: 1.8; overflow-wrap: anywhere; }
.terms { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: max-content minmax(0, max-content) minmax(48px, 1fr) max-content; gap: 2px 12px; }
.terms li { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; min-height: 24px; }
.terms .others { grid-column: span 2; width: 0; min-width: 100%; }
.terms .term { white-space: nowrap; } .terms li > .number { grid-column: 4; text-align: right; }
.terms .short { font: 0.8125rem/1.4 var(--mono-face); max-width: 9em; overflow-wrap: anywhere; }
.more { color: var(--muted); text-decoration: underline; text-underline-offset: 3px; }
.reads { margin-top: 16px; } .reads ul { list-style: none; margin: 0 0 16px; padding: 0; }
.reads .row { display: grid; grid-template-columns: 6em 1fr; gap: 8px; align-items: baseline; width: 100%; padding: 2px 0; }
.legend { margin-top: 8px; }
.small { font-size: 0.8125rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
