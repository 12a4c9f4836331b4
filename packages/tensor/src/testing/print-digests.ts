// Prints the digests in deterministic mode, or with the argument `any` those of the kernels that this engine likes best.
import { useDeterministicAlgorithms } from "../deterministic.ts";
import { digests } from "./digests.ts";

useDeterministicAlgorithms(process.argv[2] !== "any");
console.log(JSON.stringify(digests()));
