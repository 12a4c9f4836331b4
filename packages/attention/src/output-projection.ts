import { Linear } from "@clearhead/nn";

/** The linear map that joins the heads; PyTorch gives it a class, so that a printed model names it so. */
export class NonDynamicallyQuantizableLinear extends Linear {}
