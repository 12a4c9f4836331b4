import { requirePeer } from "./peers.ts";

/** One operator. */
export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  /** `y`, the result, when left out. */
  readonly output?: string;
  readonly attributes?: Readonly<Record<string, number | string>>;
}

interface Protobuf {
  Root: { fromJSON(schema: object): { lookupType(name: string): Type } };
}
interface Type {
  fromObject(value: object): unknown;
  encode(message: unknown): { finish(): Uint8Array };
}

const field = (type: string, id: number, rule?: "repeated"): object =>
  rule ? { type, id, rule } : { type, id };

/** The messages of onnx.proto that a graph of a few operators needs. */
const schema = {
  nested: {
    Dimension: { fields: { dimValue: field("int64", 1) } },
    Shape: { fields: { dim: field("Dimension", 1, "repeated") } },
    TensorType: { fields: { elemType: field("int32", 1), shape: field("Shape", 2) } },
    TypeProto: { fields: { tensorType: field("TensorType", 1) } },
    ValueInfo: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
    Attribute: {
      fields: {
        name: field("string", 1),
        i: field("int64", 3),
        s: field("bytes", 4),
        type: field("int32", 20),
      },
    },
    Node: {
      fields: {
        input: field("string", 1, "repeated"),
        output: field("string", 2, "repeated"),
        opType: field("string", 4),
        attribute: field("Attribute", 5, "repeated"),
      },
    },
    Graph: {
      fields: {
        node: field("Node", 1, "repeated"),
        name: field("string", 2),
        input: field("ValueInfo", 11, "repeated"),
        output: field("ValueInfo", 12, "repeated"),
      },
    },
    OperatorSet: { fields: { domain: field("string", 1), version: field("int64", 2) } },
    Model: {
      fields: {
        irVersion: field("int64", 1),
        graph: field("Graph", 7),
        opsetImport: field("OperatorSet", 8, "repeated"),
      },
    },
  },
};

/** onnx.proto: TensorProto.DataType.FLOAT, AttributeProto.AttributeType.INT and STRING. */
const [float, integer, text] = [1, 2, 3];

/** A model of float32 inputs `a`, `b`, … and the output `y`, as the bytes of an .onnx file. */
export function encodeModel(
  nodes: readonly OnnxNode[],
  inputShapes: readonly (readonly number[])[],
): Uint8Array {
  const { Root } = requirePeer("protobufjs") as Protobuf;
  const model = Root.fromJSON(schema).lookupType("Model");
  const input = inputShapes.map((shape, i) => ({
    name: "ab"[i],
    type: {
      tensorType: { elemType: float, shape: { dim: shape.map((size) => ({ dimValue: size })) } },
    },
  }));
  const node = nodes.map(({ type, inputs, output: name = "y", attributes = {} }) => ({
    input: inputs,
    output: [name],
    opType: type,
    attribute: Object.entries(attributes).map(([name, value]) =>
      typeof value === "number"
        ? { name, i: value, type: integer }
        : { name, s: new TextEncoder().encode(value), type: text },
    ),
  }));
  const output = [{ name: "y", type: { tensorType: { elemType: float } } }];
  const message = model.fromObject({
    irVersion: 9,
    opsetImport: [{ domain: "", version: 20 }],
    graph: { name: "task", node, input, output },
  });
  return model.encode(message).finish();
}
