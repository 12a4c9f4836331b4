import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { TensorError } from "../errors.ts";
import { TorchGenerator } from "./torch-generator.ts";

// Drawn one after another in this order by torch 2.13 after torch.manual_seed(seed): rand(5), randn(3), randn(20), randn(2),
// empty(4).uniform_(-0.3, 0.7), empty(17).normal_(2, 0.5), randint(-5, 5, (6,)), randint(-2**31, 2**31 - 1, (3,)),
// randint(0, 2**28, (2,)), randperm(7), and with dtype=float64 rand(2), randn(17), randn(2).
const drawnByTorch = {
  0: {
    rand: [
      0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688,
      0.30742281675338745,
    ],
    short: [0.5507453083992004, 0.2703641355037689, 0.6472479701042175],
    long: [
      0.5238832831382751, -0.6658713221549988, 0.8503773808479309, -1.3526537418365479,
      0.03159274160861969, -0.4926769733428955, 0.2484147548675537, 0.4396958351135254,
      0.11241118609905243, 0.6407923698425293, 0.441156268119812, -0.21586325764656067,
      0.7924439907073975, -0.28966769576072693, 0.05250748619437218, 0.5228604674339294,
      2.3022053241729736, -1.4688938856124878, -1.586688756942749, 1.203223705291748,
    ],
    short2: [0.24900221824645996, 1.6881015300750732],
    uniform: [0.2675464153289795, 0.5352431535720825, -0.09440118074417114, 0.2931720018386841],
    normal: [
      1.7748351097106934, 2.853355884552002, 3.190183639526367, 1.4371991157531738,
      1.841500997543335, 1.453765869140625, 1.9574028253555298, 1.953325867652893,
      2.3435251712799072, 1.2004590034484863, 2.0092432498931885, 1.624786615371704,
      2.0927040576934814, 2.3105692863464355, 2.3190908432006836, 1.8769994974136353,
      3.1512582302093506,
    ],
    ints: [0, -2, -3, 3, 0, 1],
    wide: [1817883633, 810709441, 466528803],
    edge: [39831755, 92123910],
    perm: [1, 6, 4, 3, 0, 5, 2],
    double: [0.5658438596011792, 0.7411996909945431],
    doublen: [
      -0.0744194473309335, 0.31513023689422354, -0.5225708759493426, -0.5919985649213804,
      -0.8913456059944439, -0.4465437323135269, -0.7012303945657874, 0.326255796287562,
      -0.8738640219900763, 0.7026474746204678, 0.3808407948449979, -0.06602759867830545,
      -0.7565746668125718, 0.3686731185757601, -0.1726536808458421, 0.975120345181078,
      0.4164541966117019,
    ],
    doubles: [-2.1574506562929066, 1.400712875890345],
  },
  42: {
    rand: [
      0.8822692632675171, 0.9150039553642273, 0.38286375999450684, 0.9593056440353394,
      0.3904482126235962,
    ],
    short: [0.3257518708705902, -0.8676281571388245, 1.5231338739395142],
    long: [
      -1.2082147598266602, -0.4776674509048462, 0.5201311707496643, 1.6423169374465942,
      -0.8712361454963684, -0.223365917801857, 1.7173614501953125, 0.3188803195953369,
      -0.42451897263526917, 0.3057209253311157, -0.7745925188064575, 0.0349123440682888,
      0.9956361055374146, -0.8797858357429504, -0.6011420488357544, -1.2741512060165405,
      2.1227850914001465, -1.234653115272522, -0.4879138767719269, -1.4180599451065063,
    ],
    short2: [0.6646648645401001, -1.018611192703247],
    uniform: [0.6102694272994995, 0.3440156579017639, 0.40710675716400146, 0.3581305742263794],
    normal: [
      1.5388050079345703, 2.0043270587921143, 1.9288551807403564, 2.0985350608825684,
      1.4279320240020752, 2.169161558151245, 2.8495850563049316, 2.005434036254883,
      1.8306288719177246, 1.955095887184143, 2.229219913482666, 1.7177799940109253,
      2.5281500816345215, 1.2654249668121338, 2.7165775299072266, 2.371975898742676,
      1.759207844734192,
    ],
    ints: [2, 2, 0, 4, -4, 0],
    wide: [-1656093843, -1219050223, 1339468880],
    edge: [52631083, 86544585],
    perm: [0, 2, 1, 5, 4, 3, 6],
    double: [0.23263910791586684, 0.37290502587998675],
    doublen: [
      -1.0639335147664135, 0.05731628365819024, 0.9987723890648004, 1.419073672127401,
      0.05654075352457806, -0.17017167872263755, 1.417476842717687, 0.9893999456810375,
      1.3602887543809026, 0.10049062711321136, -0.8074523880762338, -0.22069702937409055,
      0.5416192945872663, -0.8269759713539973, 0.10439951327040194, 0.6829997901277192,
      -0.6505400281702892,
    ],
    doubles: [-0.4180298184608278, -0.06620683105596413],
  },
};

// PyTorch's float32 log, sin and cos differ between processors.
const normalTolerance = 1e-6;

for (const [seed, expected] of Object.entries(drawnByTorch)) {
  it(`draws what torch.manual_seed(${seed}) draws`, () => {
    const generator = new TorchGenerator(Number(seed));
    const integers = (length: number, low: number, high: number): number[] => {
      const out = new Int32Array(length);
      generator.fillIntegers(out, low, high);
      return [...out];
    };
    expect(floats(5, (out) => generator.fillUniform(out))).toEqual(expected.rand);
    expectClose(
      floats(3, (out) => generator.fillNormal(out)),
      expected.short,
      normalTolerance,
    );
    expectClose(
      floats(20, (out) => generator.fillNormal(out)),
      expected.long,
      normalTolerance,
    );
    expectClose(
      floats(2, (out) => generator.fillNormal(out)),
      expected.short2,
      normalTolerance,
    );
    expect(floats(4, (out) => generator.fillUniform(out, -0.3, 0.7))).toEqual(expected.uniform);
    expectClose(
      floats(17, (out) => generator.fillNormal(out, 2, 0.5)),
      expected.normal,
      normalTolerance,
    );
    expect(integers(6, -5, 5)).toEqual(expected.ints);
    expect(integers(3, -(2 ** 31), 2 ** 31 - 1)).toEqual(expected.wide);
    expect(integers(2, 0, 2 ** 28)).toEqual(expected.edge);
    expect([...generator.permutation(7)]).toEqual(expected.perm);
    expect(doubles(2, (out) => generator.fillUniform(out))).toEqual(expected.double);
    // The last digits of log, sin and cos are the platform's.
    expectClose(
      doubles(17, (out) => generator.fillNormal(out)),
      expected.doublen,
      1e-14,
    );
    expectClose(
      doubles(2, (out) => generator.fillNormal(out)),
      expected.doubles,
      1e-14,
    );
  });
}

it("draws torch's exponential numbers", () => {
  // torch.manual_seed(7), then empty(4).exponential_()
  const expected = [0.3276439309120178, 0.319783478975296, 1.981175422668457, 1.0691168308258057];
  const out = new Float32Array(4);
  new TorchGenerator(7).fillExponential(out);
  expect([...out]).toEqual(expected);
});

it("takes negative and 64-bit seeds as torch does", () => {
  // torch.initial_seed() and torch.rand(1) after torch.manual_seed(seed)
  expect(first(-1)).toEqual([18446744073709551615n, 0.9937993884086609]);
  expect(first(-5)).toEqual([18446744073709551611n, 0.9308151006698608]);
  expect(first(2 ** 32 + 7)).toEqual([4294967303n, 0.5349225401878357]);
  expect(first(-(2n ** 63n))).toEqual([9223372036854775808n, 0.49625658988952637]);
});

it("saves the bytes of torch.get_rng_state() and continues from them", () => {
  const generator = new TorchGenerator(11);
  generator.fillNormal(new Float32Array(3));
  generator.fillUniform(new Float32Array(700));
  const state = generator.state();
  // The kept normal number (bytes 5024 to 5032) may differ from torch's in its last bit.
  expect(sha256(state, 0, 5016)).toBe(
    "1ac5ae1af0826f9bf40468ff2d6eac6dff6f823f9cf863cd2235aed2f7e9a7d5",
  );
  const other = new TorchGenerator(0);
  other.restore(state);
  expect(other.seed).toBe(11n);
  const uniform = new Float32Array(2);
  other.fillUniform(uniform);
  expect([...uniform]).toEqual([0.07422184944152832, 0.5051839351654053]);
  const normal = new Float32Array(1);
  other.fillNormal(normal);
  expectClose([...normal], [-1.3022973537445068], normalTolerance);
});

it("restores every point of a block exactly", () => {
  for (const drawn of [0, 1, 623, 624, 625]) {
    const generator = new TorchGenerator(3);
    generator.fillUniform(new Float32Array(drawn));
    const copy = new TorchGenerator(4);
    copy.restore(generator.state());
    expect(copy.state()).toEqual(generator.state());
    expect(copy.permutation(50)).toEqual(generator.permutation(50));
  }
});

it("stays inside [low, high) and gives the asked moments over many numbers", () => {
  const out = new Float32Array(100_000);
  const generator = new TorchGenerator(1);
  generator.fillUniform(out, -2, 3);
  expect(Math.min(...out.subarray(0, 1000))).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...out.subarray(0, 1000))).toBeLessThan(3);
  generator.fillNormal(out, 1, 2);
  const mean = out.reduce((sum, x) => sum + x, 0) / out.length;
  const variance = out.reduce((sum, x) => sum + (x - mean) ** 2, 0) / out.length;
  // Four standard errors: 4 * 2 / sqrt(1e5) and 4 * 4 * sqrt(2 / 1e5).
  expect(Math.abs(mean - 1)).toBeLessThan(0.026);
  expect(Math.abs(variance - 4)).toBeLessThan(0.072);
});

it("fills nothing and permutes nothing without drawing", () => {
  const generator = new TorchGenerator(5);
  const before = generator.state();
  generator.fillUniform(new Float32Array(0));
  generator.fillNormal(new Float32Array(0));
  generator.fillIntegers(new Int32Array(0), 0, 3);
  expect([...generator.permutation(0), ...generator.permutation(1)]).toEqual([0]);
  expect(generator.state()).toEqual(before);
});

it.each([
  ["a fraction as seed", () => new TorchGenerator(1.5), /seed must be an integer, not 1.5/],
  ["NaN as seed", () => new TorchGenerator(Number.NaN), /seed must be an integer, not NaN/],
  ["a seed beyond 64 bits", () => new TorchGenerator(2n ** 64n), /outside \[-2\^63, 2\^64\)/],
  [
    "low above high",
    () => new TorchGenerator(0).fillUniform(new Float32Array(1), 2, 1),
    /uniform: low 2 and high 1/,
  ],
  [
    "an infinite bound",
    () => new TorchGenerator(0).fillUniform(new Float32Array(1), 0, Infinity),
    /finite/,
  ],
  [
    "a negative std",
    () => new TorchGenerator(0).fillNormal(new Float32Array(1), 0, -1),
    /std >= 0/,
  ],
  [
    "an empty range",
    () => new TorchGenerator(0).fillIntegers(new Int32Array(1), 3, 3),
    /low < high/,
  ],
  [
    "a range beyond int32",
    () => new TorchGenerator(0).fillIntegers(new Int32Array(1), 0, 2 ** 32),
    /int32/,
  ],
  [
    "a negative length",
    () => new TorchGenerator(0).permutation(-1),
    /randperm: n must be an integer/,
  ],
  [
    "a short state",
    () => new TorchGenerator(0).restore(new Uint8Array(8)),
    /8 bytes instead of 5056/,
  ],
  [
    "a state of zeros",
    () => new TorchGenerator(0).restore(new Uint8Array(5056)),
    /counters do not agree/,
  ],
])("refuses %s", (_, act, message) => {
  expect(act).toThrow(TensorError);
  expect(act).toThrow(message);
});

function floats(length: number, fill: (out: Float32Array) => void): number[] {
  const out = new Float32Array(length);
  fill(out);
  return [...out];
}

function doubles(length: number, fill: (out: Float64Array) => void): number[] {
  const out = new Float64Array(length);
  fill(out);
  return [...out];
}

function first(seed: number | bigint): [bigint, number] {
  const generator = new TorchGenerator(seed);
  const out = new Float32Array(1);
  generator.fillUniform(out);
  return [generator.seed, out[0]];
}

function expectClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - expected[index])));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function sha256(bytes: Uint8Array, start: number, end: number): string {
  return createHash("sha256").update(bytes.subarray(start, end)).digest("hex");
}
