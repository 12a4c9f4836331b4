export { Adam, AdamW, type AdamOptions } from "./adam.ts";
export { batches, padSequences, type BatchesOptions } from "./batches.ts";
export {
  CheckpointError,
  restoreCheckpoint,
  saveCheckpoint,
  type TrainingState,
} from "./checkpoint.ts";
export { clipGradNorm } from "./clip.ts";
export {
  Optimizer,
  type OptimizerState,
  type ParameterState,
  type UpdateRule,
} from "./optimizer.ts";
export {
  constant,
  cosine,
  linear,
  noam,
  oneCycle,
  type CosineOptions,
  type LinearOptions,
  type NoamOptions,
  type OneCycleOptions,
  type Schedule,
} from "./schedules.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export {
  DivergenceError,
  Trainer,
  type RunOptions,
  type StepReport,
  type TrainerOptions,
} from "./trainer.ts";
