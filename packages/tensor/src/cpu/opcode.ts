// Which operation a kernel carries out: option 0 of `unary`, `activation`, `binary`, `reduce` and `compare`, the activation of `matmul` (0 is none), and the types of `copy`.
// Flat constants, since the kernels (AssemblyScript) compile this file too.

export const unaryNeg = 0;
export const unaryAbs = 1;
export const unaryExp = 2;
export const unaryLog = 3;
export const unarySqrt = 4;
export const unaryRsqrt = 5;
export const unaryReciprocal = 6;
export const unarySquare = 7;
export const unarySin = 8;
export const unaryCos = 9;
export const unaryTanh = 10;
export const unaryErf = 11;
export const unarySigmoid = 12;
export const unaryRelu = 13;
export const unaryGelu = 14;
export const unaryGeluTanh = 15;
export const unarySilu = 16;
export const unarySoftplus = 17;

export const binaryAdd = 0;
export const binarySub = 1;
export const binaryMul = 2;
export const binaryDiv = 3;
export const binaryMaximum = 4;
export const binaryMinimum = 5;
/** `a + alpha · b`, alpha in option 1. */
export const binaryAddScaled = 6;
/** Gradients: a is the input x (for tanh and sigmoid the output y), b the gradient g of the output. */
export const binaryReluGradient = 7;
export const binaryGeluGradient = 8;
export const binaryGeluTanhGradient = 9;
export const binarySiluGradient = 10;
export const binaryTanhGradient = 11;
export const binarySigmoidGradient = 12;

export const reduceSum = 0;
export const reduceMax = 1;
export const reduceMin = 2;

export const compareEq = 0;
export const compareNe = 1;
export const compareLt = 2;
export const compareLe = 3;
export const compareGt = 4;
export const compareGe = 5;

/** Element types, in the order of the device's `dtypes`. */
export const typeFloat32 = 0;
export const typeInt32 = 1;
export const typeBool = 2;
export const typeInt8 = 3;
export const typeFloat16 = 4;
export const typeBfloat16 = 5;
