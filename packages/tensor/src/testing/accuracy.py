"""The sums of sums.ts with PyTorch, from the same random numbers: `python3 src/testing/accuracy.py > src/testing/torch-errors.ts`."""

import json

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
terms, million = 10_000_000, 1_000_000


def drawn(shape, change):
    torch.manual_seed(0)
    u = torch.rand(shape)
    return torch.from_numpy(change(u.numpy().astype(numpy.float64)).astype(numpy.float32))


def worst(actual, exact, unit=None):
    unit = exact.abs() if unit is None else unit
    return ((actual.double() - exact).abs() / unit).max().item()


def float32(x):
    return x.astype(numpy.float32).astype(numpy.float64)


def starts_high(u):
    u[0] = 1e8
    return u


def alternating(u):
    u[1::2] *= -1
    return u


series = {
    "uniform in [0, 1)": lambda u: u,
    "signs alternating": alternating,
    "1e8, then uniform": starts_high,
    "0.1 each": lambda u: u * 0 + 0.1,
    "1 / (u + 2^-10)": lambda u: 1 / float32(u + 2**-10),
    "10000 + uniform": lambda u: 10000 + u,
}
sums = {}
for name, change in series.items():
    x = drawn([terms], change)
    # Pairwise in numpy's long double: exact for these terms.
    exact = lambda a, axis: torch.tensor(numpy.sum(a.numpy().astype(numpy.longdouble), axis=axis).astype(numpy.float64))
    rows, columns = x[:million].view(10, -1), x[:million].view(-1, 10)
    sums[name] = {
        "all": worst(x.sum(), exact(x, None), exact(x.abs(), None)),
        "rows": worst(rows.sum(1), exact(rows, 1), exact(rows.abs(), 1)),
        "columns": worst(columns.sum(0), exact(columns, 0), exact(columns.abs(), 0)),
    }

other = {}
x = drawn([million], lambda u: u)
exact = torch.from_numpy(numpy.cumsum(x.numpy().astype(numpy.longdouble)).astype(numpy.float64))
other["cumsum, uniform"] = worst(x.cumsum(0), exact)
for center, width in [(0, 1), (1000, 0.1), (1_000_000, 1)]:
    of = f"{center} + {width} u"
    x = drawn([million], lambda u: center + width * u)
    wide = x.numpy().astype(numpy.longdouble)
    other[f"mean, {of}"] = worst(x.mean(), torch.tensor(float(wide.mean()), dtype=torch.float64))
    other[f"variance, {of}"] = worst(x.var(), torch.tensor(float(wide.var(ddof=1)), dtype=torch.float64))
    x = drawn([64, 1024], lambda u: center + width * u)
    d, one = x.double(), torch.ones([])
    other[f"layer norm, {of}"] = worst(F.layer_norm(x, [1024]), F.layer_norm(d, [1024]), one)
    other[f"RMS norm, {of}"] = worst(F.rms_norm(x, [1024], eps=2**-23), F.rms_norm(d, [1024], eps=2**-23), one)
x = drawn([million], lambda u: 24 * u - 12)
d = x.double()
other["softmax"] = worst(x.softmax(0), d.softmax(0))
other["log-softmax"] = worst(x.log_softmax(0), d.log_softmax(0))
other["logsumexp"] = worst(x.logsumexp(0), d.logsumexp(0))
for shift, of in [(0.5, "u - 1/2"), (0, "u")]:
    a, b = drawn([8, 100_000], lambda u: u - shift), drawn([100_000, 8], lambda u: u - shift)
    exact, unit = a.double() @ b.double(), a.double().abs() @ b.double().abs()
    turned = b.t().contiguous().t()
    other[f"matrix · matrix, {of}"] = worst(a @ b, exact, unit)
    other[f"row · matrix, {of}"] = worst(a[:1] @ b, exact[:1], unit[:1])
    other[f"row · matrix transposed, {of}"] = worst(a[:1] @ turned, exact[:1], unit[:1])


def rounded(errors):
    return {name: rounded(error) if isinstance(error, dict) else float(f"{error:.3g}") for name, error in errors.items()}


print(f"""// Written by accuracy.py with PyTorch {torch.__version__.split("+")[0]} on one thread: do not edit.
export const torchErrors: {{
  readonly sums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly other: Readonly<Record<string, number>>;
}} = {json.dumps(rounded({"sums": sums, "other": other}), ensure_ascii=False, indent=2)};""")
