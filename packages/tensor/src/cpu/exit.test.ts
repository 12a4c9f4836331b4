import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const index = new URL("../index.ts", import.meta.url).href;

/** What a program of its own prints, which is not under a test runner. */
function run(program: string): string {
  const env = { ...process.env, VITEST: undefined };
  const source = ["--import", "tsx", "--conditions=@clearhead/source", "--input-type=module"];
  const text = `import * as t from ${JSON.stringify(index)};\n${program}`;
  return execFileSync(process.execPath, [...source, "--eval", text], { encoding: "utf8", env });
}

const product = "t.scope(() => void t.matmul(t.randn([300, 300]), t.randn([300, 300])));";

it.each([
  ["while workers spin", ""],
  ["while they sleep", "await new Promise((resolve) => setTimeout(resolve, 50));"],
])("a program ends by itself %s", (_, pause) => {
  const program = `
    t.setNumThreads(3);
    for (let call = 0; call < 100; call++) ${product}
    ${pause}
    console.log(t.getNumThreads());`;
  expect(run(program)).toBe("3\n");
});

it("takes what the machine has", () => {
  expect(Number(run("console.log(t.getNumThreads());"))).toBeGreaterThanOrEqual(1);
});
