export { decodeTensor, type DecodableDtype, encodeTensor, type TensorValues } from "./decode.ts";
export { SafetensorsError, type SafetensorsErrorCode } from "./error.ts";
export type { SafetensorsDtype, SafetensorsTensor } from "./format.ts";
export { readSafetensors, type SafetensorsFile } from "./read.ts";
export { writeSafetensors } from "./write.ts";
