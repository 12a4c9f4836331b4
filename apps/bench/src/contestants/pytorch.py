"""Does tasks with PyTorch: a line of JSON in, a line of JSON out. Operands and results are base64 of float32."""

import base64
import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def read(operand, needs_gradient):
    data = numpy.frombuffer(base64.b64decode(operand["data"]), dtype=numpy.float32)
    tensor = torch.from_numpy(data.copy()).reshape(operand["shape"])
    return tensor.requires_grad_(needs_gradient)


def program(task, operands):
    kind = task["kind"]
    if kind == "matmul":
        a, b = operands
        left = a.mT if task["transposeA"] else a
        right = b.mT if task["transposeB"] else b
        return lambda: torch.matmul(left, right)
    if kind == "elementwise":
        (x,) = operands
        functions = {
            "copy": torch.clone,
            "exp": torch.exp,
            "gelu": F.gelu,
            "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
            "softmax": lambda x: F.softmax(x, -1),
            "layer_norm": lambda x: F.layer_norm(x, x.shape[-1:]),
        }
        function = functions[task["operation"]]
        return lambda: function(x)
    if kind == "dispatch":
        (a,) = operands

        def chain():
            x = a
            for _ in range(task["operations"]):
                x = x * a
            return x

        return chain
    if kind == "attention":
        query, key, value = operands

        def attend():
            for operand in operands:
                operand.grad = None
            y = F.scaled_dot_product_attention(query, key, value)
            y.sum().backward()
            return y

        return attend
    return None


def main():
    run = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["do"] == "prepare":
            task = message["task"]
            needs_gradient = task["kind"] == "attention" or task.get("records", False)
            run = program(task, [read(operand, needs_gradient) for operand in message["operands"]])
            answer = {"can": run is not None}
        elif message["do"] == "time":
            start = time.perf_counter()
            for _ in range(message["count"]):
                run()
            answer = {"milliseconds": (time.perf_counter() - start) * 1e3}
        else:
            data = run().detach().contiguous().numpy().tobytes()
            answer = {"data": base64.b64encode(data).decode()}
        print(json.dumps(answer), flush=True)


main()
