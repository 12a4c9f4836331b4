import binaryen from "assemblyscript/binaryen";

// In WebAssembly's text format: a vector constant, but 0, which engines make from nothing; and a function.
const constant = /\(v128\.const i32x4((?! 0x0{8} 0x0{8} 0x0{8} 0x0{8})(?: 0x[0-9a-f]{8}){4})\)/g;
const wholeFunction = /^ \(func [^]*?^ \)$/gm;

/**
 * The module with its vector constants in memory, between two addresses. An engine builds a constant from general registers each time
 * it meets it, where a load takes a fourth of that; and a function with a loop loads each once. `exp` is 1.8 times as fast for it.
 */
export function constantsInMemory(binary, begin, end) {
  const text = binaryen
    .readBinary(binary)
    .emitText()
    .replace(wholeFunction, (body) => (body.includes("(loop") ? constantsInLocals(body) : body));
  // Four equal lanes take one word. The others go first, where they are aligned.
  const all = [...new Set(Array.from(text.matchAll(constant), ([, lanes]) => lanes))];
  if (all.length === 0) return binary;
  const bytes = [];
  const loads = new Map();
  const put = (lanes, kind, count) => {
    loads.set(lanes, `(${kind} (i32.const ${begin + bytes.length}))`);
    for (const word of lanes.trim().split(" ").slice(0, count)) {
      bytes.push(...Buffer.from(word.slice(2), "hex").reverse());
    }
  };
  const isSplat = (lanes) => new Set(lanes.trim().split(" ")).size === 1;
  for (const lanes of all.filter((lanes) => !isSplat(lanes))) put(lanes, "v128.load", 4);
  for (const lanes of all.filter(isSplat)) put(lanes, "v128.load32_splat", 1);
  if (bytes.length > end - begin) throw new Error(`no room for ${bytes.length} bytes of constants`);

  const hex = bytes.map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
  const module = binaryen.parseText(
    text
      .replace(constant, (_, lanes) => loads.get(lanes))
      .replace(/\)\s*$/, `(data (i32.const ${begin}) "${hex}"))`),
  );
  module.setFeatures(binaryen.Features.All);
  if (!module.validate()) throw new Error("the module with its constants in memory is not valid");
  return module.emitBinary();
}

/** The text of a function that begins by setting a local to each of its constants. */
function constantsInLocals(body) {
  const names = new Map();
  const changed = body.replace(constant, (whole) => {
    if (!names.has(whole)) names.set(whole, `$constant${names.size}`);
    return `(local.get ${names.get(whole)})`;
  });
  const locals = Array.from(names.values(), (name) => `\n  (local ${name} v128)`);
  const sets = Array.from(names, ([whole, name]) => `\n  (local.set ${name} ${whole})`);
  return changed.replace(/^.*(?:\n {2}\(local .*)*/, (head) => [head, ...locals, ...sets].join(""));
}
