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


class Gpt:
    """A GPT from a state dict of CausalLM, trained a step at each call."""

    def __init__(self, message):
        self.message = message
        self.task = message["task"]
        self.parameters = {p["name"]: read(p, True) for p in message["parameters"]}
        shape = (self.task["batch"], self.task["length"])
        self.ids = self.integers(message["ids"]).reshape(shape)
        self.next = self.integers(message["next"])
        options = message["training"]
        self.optimizer = torch.optim.AdamW(
            self.parameters.values(),
            lr=options["learningRate"],
            betas=options["betas"],
            eps=options["eps"],
            weight_decay=options["weightDecay"],
        )

    @staticmethod
    def integers(text):
        return torch.from_numpy(numpy.frombuffer(base64.b64decode(text), dtype=numpy.int32).astype(numpy.int64))

    def forward(self):
        p = self.parameters
        heads, width = self.task["heads"], self.task["dModel"]
        batch, length = self.ids.shape

        def norm(name, x):
            return F.layer_norm(x, (width,), p[name + ".weight"], p[name + ".bias"])

        def linear(name, x):
            return F.linear(x, p[name + ".weight"], p[name + ".bias"])

        x = F.embedding(self.ids, p["embedding.weight"]) + p["positions.weight"][:length]
        for i in range(self.task["layers"]):
            layer = f"encoder.layers.{i}."
            attention = layer + "self_attn."
            qkv = F.linear(norm(layer + "norm1", x), p[attention + "in_proj_weight"], p[attention + "in_proj_bias"])
            q, k, v = (
                part.reshape(batch, length, heads, width // heads).transpose(1, 2) for part in qkv.split(width, -1)
            )
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + linear(attention + "out_proj", y.transpose(1, 2).reshape(batch, length, width))
            x = x + linear(layer + "linear2", F.gelu(linear(layer + "linear1", norm(layer + "norm2", x))))
        return linear("out", norm("encoder.norm", x))

    def step(self):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.forward().flatten(0, 1), self.next)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.message["training"]["maxNorm"])
        self.optimizer.step()
        return loss

    def losses(self):
        fresh = Gpt(self.message)
        return torch.stack([fresh.step().detach() for _ in range(self.message["comparedSteps"])])


class Writer:
    """A GPT-2 from a state dict of CausalLM, which reads the context once and writes a token at each step."""

    def __init__(self, message):
        self.task = message["task"]
        numbers = numpy.fromfile(message["file"], dtype=numpy.float32)
        self.parameters = {
            p["name"]: torch.from_numpy(numbers[p["offset"] : p["offset"] + numpy.prod(p["shape"])]).reshape(p["shape"])
            for p in message["parameters"]
        }
        ids = numpy.frombuffer(base64.b64decode(message["ids"]), dtype=numpy.int32).astype(numpy.int64)
        *_, self.first = torch.from_numpy(ids).split(1)
        heads, length = self.task["heads"], self.task["length"]
        shape = (self.task["layers"], 1, heads, length, self.task["dModel"] // heads)
        self.keys, self.values = torch.zeros(shape), torch.zeros(shape)
        with torch.inference_mode():
            self.read(torch.from_numpy(ids)[None, :-1], 0)

    def read(self, ids, past):
        p, width = self.parameters, self.task["dModel"]
        heads, (batch, count) = self.task["heads"], ids.shape
        end = past + count

        def norm(name, x):
            return F.layer_norm(x, (width,), p[name + ".weight"], p[name + ".bias"])

        def linear(name, x):
            return F.linear(x, p[name + ".weight"], p[name + ".bias"])

        x = F.embedding(ids, p["embedding.weight"]) + p["positions.weight"][past:end]
        for i in range(self.task["layers"]):
            layer = f"encoder.layers.{i}."
            attention = layer + "self_attn."
            qkv = F.linear(norm(layer + "norm1", x), p[attention + "in_proj_weight"], p[attention + "in_proj_bias"])
            q, k, v = (part.reshape(batch, count, heads, -1).transpose(1, 2) for part in qkv.split(width, -1))
            self.keys[i][:, :, past:end] = k
            self.values[i][:, :, past:end] = v
            y = F.scaled_dot_product_attention(
                q, self.keys[i][:, :, :end], self.values[i][:, :, :end], is_causal=count > 1
            )
            x = x + linear(attention + "out_proj", y.transpose(1, 2).reshape(batch, count, width))
            hidden = F.gelu(linear(layer + "linear1", norm(layer + "norm2", x)), approximate="tanh")
            x = x + linear(layer + "linear2", hidden)
        return F.linear(norm("encoder.norm", x), p["embedding.weight"], p["out.bias"])

    @torch.inference_mode()
    def logits(self):
        return self.read(self.first[None], self.task["context"])

    @torch.inference_mode()
    def write(self, count):
        ids = self.first[None]
        for i in range(count):
            ids = self.read(ids, self.task["context"] + i)[:, -1:].argmax(-1)


def main():
    task = None
    run = None
    result = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["do"] == "prepare":
            task = message["task"]
            if task["kind"] == "train":
                gpt = Gpt(message)
                run, result = gpt.step, gpt.losses
                print(json.dumps({"can": True}), flush=True)
                continue
            if task["kind"] == "decode":
                writer = Writer(message)
                run, result = writer.write, writer.logits
                print(json.dumps({"can": True}), flush=True)
                continue
            needs_gradient = task["kind"] == "attention" or task.get("records", False)
            run = program(task, [read(operand, needs_gradient) for operand in message["operands"]])
            result = run
            answer = {"can": run is not None}
        elif message["do"] == "time":
            start = time.perf_counter()
            if task["kind"] == "decode":
                run(message["count"])
            else:
                for _ in range(message["count"]):
                    run()
            answer = {"milliseconds": (time.perf_counter() - start) * 1e3}
        else:
            data = result().detach().contiguous().numpy().tobytes()
            answer = {"data": base64.b64encode(data).decode()}
        print(json.dumps(answer), flush=True)


main()
