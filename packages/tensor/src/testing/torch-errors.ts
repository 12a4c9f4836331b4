// Written by accuracy.py with PyTorch 2.13.0 on one thread: do not edit.
export const torchErrors: {
  readonly sums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly other: Readonly<Record<string, number>>;
} = {
  sums: {
    "uniform in [0, 1)": {
      all: 8.81e-8,
      rows: 9.07e-8,
      columns: 9.39e-8,
    },
    "signs alternating": {
      all: 1.87e-8,
      rows: 4.23e-8,
      columns: 9.39e-8,
    },
    "1e8, then uniform": {
      all: 2.8e-7,
      rows: 9.07e-8,
      columns: 2.38e-7,
    },
    "0.1 each": {
      all: 5.77e-7,
      rows: 8.28e-8,
      columns: 8.28e-8,
    },
    "1 / (u + 2^-10)": {
      all: 1.23e-7,
      rows: 8.52e-8,
      columns: 7.12e-8,
    },
    "10000 + uniform": {
      all: 4.7e-8,
      rows: 4.36e-8,
      columns: 8.03e-8,
    },
  },
  other: {
    "cumsum, uniform": 5.96e-8,
    "mean, 0 + 1 u": 4.54e-8,
    "variance, 0 + 1 u": 1.02e-8,
    "layer norm, 0 + 1 u": 4.19e-7,
    "RMS norm, 0 + 1 u": 2.36e-7,
    "mean, 1000 + 0.1 u": 2.2e-8,
    "variance, 1000 + 0.1 u": 5.65e-7,
    "layer norm, 1000 + 0.1 u": 0.00334,
    "RMS norm, 1000 + 0.1 u": 1.66e-7,
    "mean, 1000000 + 1 u": 6.23e-8,
    "variance, 1000000 + 1 u": 0.0462,
    "layer norm, 1000000 + 1 u": 0.253,
    "RMS norm, 1000000 + 1 u": 1.32e-7,
    softmax: 4.05e-5,
    "log-softmax": 3.72e-6,
    logsumexp: 1.99e-8,
    "matrix · matrix, u - 1/2": 7.23e-8,
    "row · matrix, u - 1/2": 7.23e-8,
    "row · matrix transposed, u - 1/2": 1.93e-8,
    "matrix · matrix, u": 1.06e-5,
    "row · matrix, u": 1e-5,
    "row · matrix transposed, u": 3.08e-6,
  },
};
