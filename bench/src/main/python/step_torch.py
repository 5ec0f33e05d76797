"""One training step of a Llama decoder in plain PyTorch: the rival of StepWorker.

Written as one would write it in PyTorch, with torch.optim, and as lean as ours: queries of a group
share their keys, attention adds a mask, nothing is compiled. It answers requests on standard input,
one line each (see StepWorker); its one argument is the number of threads. Works with PyTorch 1.13.
"""
import math
import os
import sys
import time

THREADS = sys.argv[1]
os.environ["OPENBLAS_NUM_THREADS"] = THREADS
os.environ["OMP_NUM_THREADS"] = THREADS
# OpenBLAS and OpenMP have threads of their own; where both spin while they wait, they starve each
# other and a step takes three times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    print(f"absent {error}", flush=True)
    sys.exit(0)

torch.set_num_threads(int(THREADS))


class Norm(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.weight


class Block(torch.nn.Module):
    def __init__(self, width, heads, groups, inner):
        super().__init__()
        self.heads, self.groups, self.size = heads, groups, width // heads
        linear = lambda a, b: torch.nn.Linear(a, b, bias=False)
        self.before_attention, self.before_feed = Norm(width), Norm(width)
        self.q, self.o = linear(width, width), linear(width, width)
        self.k = linear(width, groups * self.size)
        self.v = linear(width, groups * self.size)
        self.gate, self.up, self.down = linear(width, inner), linear(width, inner), linear(inner, width)

    def forward(self, x, cos, sin, mask):
        x = x + self.attend(self.before_attention(x), cos, sin, mask)
        y = self.before_feed(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))

    def attend(self, x, cos, sin, mask):
        rows, length, width = x.shape
        split = lambda y, count: y.view(rows, length, count, self.size).transpose(1, 2)
        q = rotated(split(self.q(x), self.heads), cos, sin) / math.sqrt(self.size)
        k = rotated(split(self.k(x), self.groups), cos, sin)
        v = split(self.v(x), self.groups)
        group = self.heads // self.groups
        q = q.reshape(rows, self.groups, group * length, self.size)
        scores = (q @ k.transpose(2, 3)).view(rows, self.groups, group, length, length) + mask
        mixed = scores.softmax(-1).view(rows, self.groups, group * length, length) @ v
        mixed = mixed.view(rows, self.heads, length, self.size).transpose(1, 2)
        return self.o(mixed.reshape(rows, length, width))


def rotated(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class Decoder(torch.nn.Module):
    def __init__(self, vocabulary, width, layers, heads, groups, inner, length):
        super().__init__()
        self.table = torch.nn.Embedding(vocabulary, width)
        torch.nn.init.normal_(self.table.weight, std=0.02)
        self.blocks = torch.nn.ModuleList(
            Block(width, heads, groups, inner) for _ in range(layers))
        self.last = Norm(width)
        half = width // heads // 2
        angles = torch.outer(torch.arange(length), 10_000.0 ** (-torch.arange(half) / half))
        self.cos, self.sin = (f(torch.cat((angles, angles), -1)) for f in (torch.cos, torch.sin))
        self.mask = torch.full((length, length), -math.inf).triu(1)

    def forward(self, ids):
        x = self.table(ids)
        for block in self.blocks:
            x = block(x, self.cos, self.sin, self.mask)
        return self.last(x) @ self.table.weight.T


class Step:
    def __init__(self, vocabulary, width, layers, heads, groups, inner, rows, length, optimizer):
        torch.manual_seed(1)
        self.model = Decoder(vocabulary, width, layers, heads, groups, inner, length)
        self.ids = torch.randint(vocabulary, (rows, length + 1))
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
        self.optimizer = kind(self.model.parameters(), lr=1e-3)

    def take(self):
        self.optimizer.zero_grad()
        logits = self.model(self.ids[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), self.ids[:, 1:].flatten())
        loss.backward()
        self.optimizer.step()
        return loss.item()  # as ours reads it


def peak(size, repeats):
    a, b = torch.rand(size, size), torch.rand(size, size)
    return min(timed(lambda: a @ b) for _ in range(repeats))


def timed(task):
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def main():
    print(f"ready PyTorch {torch.__version__}", flush=True)
    step = None
    for line in sys.stdin:
        request, *words = line.split()
        if request == "peak":
            with torch.no_grad():
                answer = peak(int(words[0]), int(words[1]))
        elif request == "case":
            step = None  # frees the last one first
            step = Step(*map(int, words[:-1]), words[-1])
            answer = sum(parameter.numel() for parameter in step.model.parameters())
        else:
            step.take()
            count = int(words[0])
            answer = timed(lambda: [step.take() for _ in range(count)]) / count
        print(answer, flush=True)


main()
