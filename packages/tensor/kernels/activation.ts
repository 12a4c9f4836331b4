// What the matrix product can apply to its output on the way.
import { activationGelu, activationRelu } from "../src/cpu/opcode";
import { gelu, relu } from "./math";

export function activate(x: v128, activation: i32): v128 {
  if (activation == activationRelu) return relu(x);
  return activation == activationGelu ? gelu(x) : x;
}
