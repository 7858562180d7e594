#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""What PyTorch computes for networks of images, sequences and branches: writes shaped_*.hpp, beside this file.

    apt install python3-torch            # Debian 12: PyTorch 1.13.1
    /usr/bin/python3 tests/golden/shaped.py

The files are the same, byte for byte, on every run: one thread, AVX2 kernels. A network starts as torch.manual_seed of
the case's seed makes it. Inputs and targets are decimals of two digits from Python's own generator, seeded with the
case's name; results, the shortest decimals that round-trip. Every float result is held to the same computation in
double before it is written, so that no golden number is an accident of rounding. The networks in C++ stand beside the
cases of the same names in shaped_*.cpp.
"""
import os
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
import copy, itertools, pathlib, random, textwrap
import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)

# ---- networks -----------------------------------------------------------------------------------------------------


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Branches(nn.Module):
    """A formula of what several layers make of the same input."""
    def __init__(self, formula, *layers):
        super().__init__()
        self.formula, self.layers = formula, nn.ModuleList(layers)

    def forward(self, x):
        return self.formula(*[layer(x) for layer in self.layers])


class LSTM(nn.LSTM):
    """All hidden states, and these alone."""
    def __init__(self, *sizes):
        super().__init__(*sizes, batch_first=True)

    def forward(self, x):
        return super().forward(x)[0]


class SelfAttention(nn.MultiheadAttention):
    def __init__(self, width):
        super().__init__(width, 1, batch_first=True)

    def forward(self, x):
        return super().forward(x, x, x, need_weights=False)[0]


class BatchNormOfSteps(nn.BatchNorm1d):
    """Of B x T x C, where torch has channels before steps."""
    def forward(self, x):
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class LayerNormOfFormulas(nn.LayerNorm):
    """The same; but finite differences disagree with the third derivatives of PyTorch 1.13's own."""
    def forward(self, x):
        x = x - x.mean(-1, keepdim=True)
        return x / (x.square().mean(-1, keepdim=True) + self.eps).sqrt() * self.weight + self.bias


class CrossEntropyLossOfSteps(nn.CrossEntropyLoss):
    """Of B x T x C and B x T, where torch has classes before steps."""
    def forward(self, y, t):
        return super().forward(y.transpose(1, 2), t)


class Whole(nn.Module):
    """Whole numbers that came as floating-point ones."""
    def forward(self, x):
        return x.long()


class Derivatives(nn.Module):
    """A loss of which derivatives by the network's input are a part, so that backward() derives twice or more."""
    def __init__(self, formula):
        super().__init__()
        self.formula = formula

    def forward(self, u, x, t):
        return self.formula(u, x, t)

    def __repr__(self):
        return self.formula.__name__


def grad(u, x):
    return torch.autograd.grad(u.sum(), x, create_graph=True)[0]


def laplacian(u, x):
    """Of each feature of u, along u's axes."""
    return torch.stack([sum(grad(grad(u[:, o], x)[:, k], x)[:, k] for k in range(x.shape[1]))
                        for o in range(u.shape[1])], 1)


def seq(*layers):
    return nn.Sequential(*layers)


# ---- what a case records, for one type of numbers -----------------------------------------------------------------


def flat(tensors):
    tensors = [t.detach().reshape(-1) for t in tensors]
    return torch.cat(tensors) if tensors else torch.empty(0)


def buffers(net):
    return flat([b for name, b in net.named_buffers() if "num_batches" not in name])


def set_noise(state):
    if state is not None:
        torch.set_rng_state(state)


def learn(net, loss, x, t):
    net.zero_grad(set_to_none=True)
    x = x.clone().requires_grad_()
    y = net(x)
    value = loss(y, x, t) if isinstance(loss, Derivatives) else loss(y, t)
    value.backward()
    return y.detach(), value.detach(), x.grad


class Kinks:
    """How near a value comes to where a derivative jumps. (Ties of a maximum lie on it exactly, wherever computed.)"""
    def __init__(self, net):
        self.nearest = np.inf
        for m in net.modules():
            if isinstance(m, (nn.ReLU, nn.PReLU)):
                m.register_forward_hook(lambda _, inputs, __: self.see(inputs[0].abs()))
            if isinstance(m, nn.MaxPool2d):
                m.register_forward_hook(lambda layer, inputs, _: self.windows(layer, inputs[0]))

    def see(self, distances):
        distances = distances[distances > 0]
        if distances.numel():
            self.nearest = min(self.nearest, distances.min().item())

    def windows(self, m, x):
        def pair(v):
            return v if isinstance(v, tuple) else (v, v)
        k, s, p = pair(m.kernel_size), pair(m.stride), pair(m.padding)
        x = nn.functional.pad(x, (p[1], p[1], p[0], p[0]), value=-1e9)
        w = x.unfold(2, k[0], s[0]).unfold(3, k[1], s[1]).flatten(4)
        self.see(w.max(-1, keepdim=True).values - w)


def run(net, x, t, loss, lr, dtype, state):
    """Output and input gradient in evaluation, loss and gradients in training, and ten steps of SGD."""
    net = copy.deepcopy(net).to(dtype)
    kinks = Kinks(net)
    x, t = x.to(dtype), t.to(dtype) if t.is_floating_point() else t
    net.eval()
    y, value, dx = learn(net, loss, x, t)
    result = {"output": y}
    if dx is not None and not any(isinstance(m, Whole) for m in net.modules()):
        result["input_gradient"] = dx
    keeps = len(buffers(net)) > 0
    net.train()
    set_noise(state)
    before = copy.deepcopy(net.state_dict())
    result["loss"] = learn(net, loss, x, t)[1]
    learned = [p for p in net.parameters() if p.requires_grad]
    result["gradient"] = flat([torch.zeros_like(p) if p.grad is None else p.grad for p in learned])
    if keeps:
        result["buffers_after_1"] = buffers(net)
    net.load_state_dict(before)
    set_noise(state)
    sgd = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=lr)
    losses = []
    for _ in range(10):
        losses.append(learn(net, loss, x, t)[1])
        sgd.step()
    result["losses"] = torch.stack(losses)
    result["after"] = flat(net.parameters())
    if isinstance(loss, Derivatives):
        net.load_state_dict(before)
        adam = torch.optim.Adam(net.parameters(), lr=lr)
        for _ in range(10):
            learn(net, loss, x, t)
            adam.step()
        result["after_adam"] = flat(net.parameters())
    if keeps:
        result["buffers_after_10"] = buffers(net)
        net.eval()
        result["output_after"], _, result["input_gradient_after"] = learn(net, loss, x, t)
    return result, kinks.nearest


# ---- writing ------------------------------------------------------------------------------------------------------


def number(v, dtype):
    if dtype == torch.int64:
        return str(int(v))
    v = (np.float32 if dtype == torch.float32 else np.float64)(v)
    if v == 0 or 1e-3 <= abs(v) < 1e7:
        text = np.format_float_positional(v, unique=True, trim="0")
        text = text.replace("0.", ".", 1) if 0 < abs(v) < 1 else text
    else:
        text = np.format_float_scientific(v, unique=True, trim="-", exp_digits=1).replace("e+", "e")
    assert type(v)(text) == v, (text, v)
    return text + ("f" if dtype == torch.float32 else "")


TYPE = {torch.float32: "float", torch.float64: "double", torch.int64: "int"}
files = {}


def emit(file, name, told, facts, arrays, dtype):
    lines = [*textwrap.wrap(told, 118, initial_indent="// ", subsequent_indent="//   "), f"struct {name} {{",
             f'  static constexpr const char* name = "{name}";',
             *[f"  static constexpr {kind} {key} = {value};" for kind, key, value in facts]]
    for key, value in arrays.items():
        kind = value.dtype if value.dtype == torch.int64 else dtype
        texts = [number(v, kind) for v in value.reshape(-1).tolist()]
        if value.dim() == 0:
            lines.append(f"  static constexpr {TYPE[kind]} {key} = {texts[0]};")
        elif texts:
            lines.append(f"  static constexpr {TYPE[kind]} {key}[] = {{")
            line = "   "
            for text in texts:
                if len(line) + len(text) > 117:
                    lines.append(line)
                    line = "   "
                line += " " + text + ","
            lines += [line, "  };"]
    files.setdefault(file, []).append("\n".join(lines + ["};"]))


def decimals(rng, shape, low, high, digits=2):
    count = int(np.prod(shape))
    numbers = [round(rng.uniform(low, high), digits) for _ in range(count)]
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape)


file = ""


def case(name, make, shape, samples=3, seed=1, lr=0.1, loss=nn.MSELoss(), dtype=torch.float32, x=None, words=""):
    """Builds the network that make() makes behind manual_seed(seed), draws what else is needed, and writes one case."""
    torch.set_default_dtype(dtype)
    torch.manual_seed(seed)
    net = make()
    state = torch.get_rng_state()
    noisy = any(isinstance(m, nn.Dropout) for m in net.modules())
    torch.set_default_dtype(torch.float32)
    for attempt in itertools.count():
        rng = random.Random(f"{name} {attempt}")
        data = decimals(rng, (samples, *shape), -1.5, 1.5) if x is None else x(rng, (samples, *shape))
        data = data.to(dtype).double()
        with torch.no_grad():
            out = copy.deepcopy(net).double().eval()(data).shape
        if isinstance(loss, nn.CrossEntropyLoss):
            of_steps = isinstance(loss, CrossEntropyLossOfSteps)
            classes, shape_of = (out[-1], out[:-1]) if of_steps else (out[1], (out[0], *out[2:]))
            target = torch.tensor([rng.randrange(classes) for _ in range(int(np.prod(shape_of)))]).reshape(shape_of)
        else:
            target = decimals(rng, out, -1, 1).to(dtype).double()
        result, near = run(net, data, target, loss, lr, dtype, state if noisy else None)
        double, near_double = run(net, data, target, loss, lr, torch.float64, state if noisy else None)
        if min(near, near_double) > 1e-5:  # no kink is near
            break
    for key in result:  # a fifth of what the tests allow ours
        a, b = result[key].double().numpy(), double[key].numpy()
        far = np.abs(a - b) > 2e-6 * max(0.01, np.abs(b).max(initial=0))
        assert not far.any(), (name, key, a[far], b[far])
    started = flat(net.parameters())
    arrays = {"parameters": started, "input": data, "target": target, **result}
    facts = [("int", "samples", samples), ("int", "seed", seed), ("double", "lr", lr)]
    emit(file, name, f"{words or told(net)}; {type(loss).__name__}", facts, arrays, dtype)


def case_of_lengths(name, make, features, batches, seed=1, lr=0.1, dtype=torch.float32):
    """Ten steps of SGD, each with a batch (samples, steps) of its own; before, the first network's outputs of all."""
    torch.set_default_dtype(dtype)
    torch.manual_seed(seed)
    net = make()
    torch.set_default_dtype(torch.float32)
    rng, loss = random.Random(name), nn.MSELoss()
    data = [decimals(rng, (*batch, features), -1.5, 1.5).to(dtype).double() for batch in batches]
    with torch.no_grad():
        targets = [decimals(rng, copy.deepcopy(net).double()(x).shape, -1, 1).to(dtype).double() for x in data]

    def learned(kind):
        one = copy.deepcopy(net).to(kind)
        with torch.no_grad():
            result = {"output": flat([one(x.to(kind)) for x in data])}
        sgd = torch.optim.SGD(one.parameters(), lr=lr)
        losses = []
        for x, t in zip(data, targets):
            losses.append(learn(one, loss, x.to(kind), t.to(kind))[1])
            sgd.step()
        return {**result, "losses": torch.stack(losses), "after": flat(one.parameters())}

    result, double = learned(dtype), learned(torch.float64)
    for key in result:
        a, b = result[key].double().numpy(), double[key].numpy()
        assert not (np.abs(a - b) > 2e-6 * max(0.01, np.abs(b).max(initial=0))).any(), (name, key)
    arrays = {"parameters": flat(net.parameters()), "samples": torch.tensor([b[0] for b in batches]),
              "steps": torch.tensor([b[1] for b in batches]), "input": flat(data), "target": flat(targets), **result}
    emit(file, name, f"{told(net)}; MSELoss", [("int", "seed", seed), ("double", "lr", lr)], arrays, dtype)


def told(net):
    """The network in a line, as torch names it."""
    def one(m):
        name = type(m).__name__
        if isinstance(m, nn.Sequential):
            return ("Residual" if name == "Residual" else "Sequential") + "(" + ", ".join(map(one, m)) + ")"
        if isinstance(m, Branches):
            return f"{m.formula.__name__}(" + ", ".join(map(one, m.layers)) + ")"
        if isinstance(m, SelfAttention):
            return f"SelfAttention({m.embed_dim})"
        if isinstance(m, Whole):
            return "long"
        return f"{name}({m.extra_repr()})"
    return ", ".join(map(one, net)) if type(net) is nn.Sequential else one(net)


# ---- the cases ----------------------------------------------------------------------------------------------------

L, C1, C2, CE = nn.Linear, nn.Conv1d, nn.Conv2d, nn.CrossEntropyLoss()


def few(values):
    """Inputs of a few values, so that there are many ties."""
    def draw(rng, shape):
        return torch.tensor([rng.choice(values) for _ in range(int(np.prod(shape)))]).double().reshape(shape)
    return draw


def convolution():
    case("conv1d", lambda: seq(C1(2, 3, 3), nn.Tanh(), C1(3, 2, 2)), (2, 7), 3)
    case("conv1d_same",
         lambda: seq(C1(2, 4, 4, padding="same"), nn.Tanh(), C1(4, 4, 3, padding=2, dilation=2, groups=2)),
         (2, 6), 3, seed=2)
    case("conv1d_stride", lambda: seq(C1(2, 3, 3, stride=2, padding=1, bias=False), nn.Tanh(), nn.Flatten(), L(12, 3)),
         (2, 7), 17, seed=3)
    case("conv2d", lambda: seq(C2(2, 3, 3), nn.Tanh(), C2(3, 2, 2)), (2, 5, 6), 3, seed=4)
    case("conv2d_rectangular", lambda: seq(C2(1, 3, (3, 2), stride=(2, 1), padding=(1, 0)), nn.Tanh(),
                                           C2(3, 2, (1, 3), padding=(0, 2), dilation=(1, 2))), (1, 5, 5), 3, seed=5)
    case("conv2d_same",
         lambda: seq(C2(2, 3, 4, padding="same"), nn.ReLU(), C2(3, 2, (2, 3), padding="same", dilation=2)),
         (2, 4, 5), 3, seed=6)
    case("conv2d_groups", lambda: seq(C2(4, 6, 3, padding=1, groups=2, bias=False), nn.Tanh(), C2(6, 3, 1),
                                      nn.Tanh(), C2(3, 3, 3, groups=3)), (4, 4, 3), 3, seed=7)
    case("conv2d_stride", lambda: seq(C2(1, 3, 3, stride=2, padding=2, dilation=2, bias=False), nn.Tanh(), nn.Flatten(),
                                      L(27, 4)), (1, 6, 6), 17, seed=8, loss=CE)
    case("conv2d_double",
         lambda: seq(C2(1, 3, (2, 3), padding=1), nn.Tanh(), C2(3, 2, 2, stride=2)), (1, 4, 4), 3, seed=9,
         dtype=torch.float64)
    case("conv2d_alone", lambda: seq(C2(1, 2, 2)), (1, 3, 4), 1, seed=10)
    case("conv2d_classes", lambda: seq(C2(1, 4, 3, padding=1), nn.Tanh(), C2(4, 3, 2)), (1, 4, 5), 3, seed=11, loss=CE)


def pooling():
    case("max_pool",
         lambda: seq(C2(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), L(18, 3)), (1, 5, 6), 17,
         seed=1, loss=CE)
    case("max_pool_ties", lambda: seq(nn.MaxPool2d(3, stride=2, padding=1), C2(1, 2, 2)), (1, 7, 6), 3, seed=2,
         x=few([-1.5, -0.5, 1.0]))
    case("max_pool_all_equal",
         lambda: seq(nn.MaxPool2d((2, 3), stride=(1, 2), padding=(1, 1)), C2(2, 2, 2)), (2, 3, 5), 3,
         seed=3, x=few([-1.0]))
    case("avg_pool", lambda: seq(C2(1, 2, 2), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), L(8, 3)), (1, 5, 5), 17, seed=4)
    case("avg_pool_padded",
         lambda: seq(nn.AvgPool2d((3, 2), stride=(2, 1), padding=1), C2(2, 2, 2)), (2, 5, 4), 3, seed=5)
    case("flatten", lambda: seq(C2(2, 3, 2), nn.Flatten(), L(18, 5), nn.Tanh(), L(5, 2)), (2, 4, 3), 17, seed=6)
    case("flatten_first", lambda: seq(nn.Flatten(), L(12, 3), nn.Tanh()), (3, 2, 2), 3, seed=7)
    case("flatten_last", lambda: seq(C1(2, 3, 2), nn.Tanh(), nn.Flatten()), (2, 5), 3, seed=8)


def normalisation():
    case("softmax_along_1", lambda: seq(C2(2, 3, 2), nn.Softmax(1), C2(3, 2, 1)), (2, 4, 3), 3, seed=1)
    case("softmax_along_2", lambda: seq(C2(2, 3, 2), nn.Softmax(2), C2(3, 2, 1)), (2, 4, 3), 3, seed=2)
    case("softmax_along_steps", lambda: seq(L(3, 4), nn.Softmax(1), L(4, 2)), (5, 3), 3, seed=3)
    case("layer_norm_of_images",
         lambda: seq(C2(1, 2, 2), nn.LayerNorm((2, 3, 4)), nn.Tanh(), C2(2, 1, 2)), (1, 4, 5), 3,
         seed=4)
    case("layer_norm_of_rows",
         lambda: seq(C2(1, 2, 2), nn.LayerNorm((3, 4)), nn.Tanh(), C2(2, 1, 2)), (1, 4, 5), 3, seed=5)
    case("layer_norm_of_steps", lambda: seq(L(3, 5), nn.LayerNorm(5), nn.Tanh(), L(5, 2)), (4, 3), 3, seed=6)


def batch_normalisation():
    case("batch_norm2d", lambda: seq(C2(1, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), C2(3, 2, 2)), (1, 4, 4), 3, seed=7)
    case("batch_norm2d_twice",
         lambda: seq(nn.BatchNorm2d(2, eps=0.01, momentum=0.3), C2(2, 3, 2), nn.BatchNorm2d(3), nn.Tanh(),
                                           nn.Flatten(), L(12, 3)), (2, 3, 3), 17, seed=8)
    case("batch_norm2d_of_one", lambda: seq(C2(1, 2, 2), nn.BatchNorm2d(2), nn.Tanh()), (1, 3, 3), 1, seed=10)
    case("batch_norm1d_of_steps", lambda: seq(L(2, 3), BatchNormOfSteps(3), nn.Tanh(), L(3, 2)), (4, 2), 3, seed=11)
    case("batch_norm2d_double", lambda: seq(C2(1, 2, 2), nn.BatchNorm2d(2), nn.Tanh()), (1, 3, 3), 4, seed=9,
         dtype=torch.float64)


def pointwise():
    case("prelu_1", lambda: seq(C2(1, 3, 2), nn.PReLU(), C2(3, 2, 2)), (1, 4, 4), 3, seed=1)
    case("prelu_channels", lambda: seq(C2(1, 3, 2), nn.PReLU(3), C2(3, 2, 2)), (1, 4, 4), 3, seed=2)
    case("glu", lambda: seq(L(3, 8), nn.GLU(), L(4, 2)), (4, 3), 3, seed=3)
    case("glu_along_1", lambda: seq(C2(1, 4, 2), nn.GLU(1), C2(2, 2, 2)), (1, 4, 4), 3, seed=4)
    case("embedding", lambda: seq(Whole(), nn.Embedding(7, 3), L(3, 4), nn.Tanh(), L(4, 2)), (5,), 3, seed=5,
         x=few([0, 1, 2, 3, 5, 6]))
    case("embedding_few",
         lambda: seq(Whole(), nn.Embedding(3, 4), nn.Flatten(), L(8, 2)), (2,), 3, seed=6, x=few([0, 2]))
    case("dropout", lambda: seq(L(3, 6), nn.Tanh(), nn.Dropout(0.25), L(6, 2)), (4, 3), 3, seed=7)
    case("dropout_twice", lambda: seq(C2(1, 3, 2), nn.Dropout(), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2), L(27, 2)),
         (1, 4, 4), 17, seed=8)
    case("dropout_double", lambda: seq(L(3, 4), nn.Dropout(0.6), L(4, 2)), (2, 3), 3, seed=9, dtype=torch.float64)


def concat_last(*x):
    return torch.cat(x, -1)


def concat_channels(*x):
    return torch.cat(x, 1)


def add(*x):
    return sum(x)


def product(a, b, *more):
    return product(a * b, *more) if more else a * b


def gate(a, b):
    return torch.tanh(a) * torch.sigmoid(b)


def branches():
    case("concat",
         lambda: seq(Branches(concat_last, L(3, 2), seq(L(3, 4), nn.Tanh()), L(3, 1)), L(7, 2)), (4, 3), 3, seed=1)
    case("concat_of_images", lambda: seq(Branches(concat_channels, C2(1, 2, 3, padding=1), C2(1, 3, 1)), nn.Tanh(),
                                         C2(5, 2, 2)), (1, 4, 4), 3, seed=2)
    case("concat_of_features",
         lambda: seq(L(3, 4), Branches(concat_last, nn.Tanh(), L(4, 3)), L(7, 2)), (3,), 17, seed=3)
    case("sum", lambda: seq(Branches(add, L(3, 4), seq(L(3, 4), nn.Tanh()), L(3, 4)), L(4, 2)), (4, 3), 3, seed=4)
    case("product",
         lambda: seq(C2(1, 2, 2), Branches(product, C2(2, 2, 1), seq(C2(2, 2, 1), nn.Sigmoid())), C2(2, 1, 2)),
         (1, 4, 4), 3, seed=5)
    case("gate", lambda: seq(L(3, 4), Branches(gate, L(4, 5), L(4, 5)), L(5, 2)), (3, 3), 17, seed=6)
    case("residual_of_images",
         lambda: seq(C2(1, 2, 2), Residual(C2(2, 3, 3, padding=1), nn.Tanh(), C2(3, 2, 3, padding=1)),
                                           C2(2, 1, 2)), (1, 4, 5), 3, seed=7)
    inner = lambda: Residual(C2(2, 2, 3, padding=1), nn.Tanh())
    case("residual_nested",
         lambda: seq(Residual(inner(), C2(2, 2, 1)), nn.Flatten(), Residual(L(12, 12)), L(12, 2)), (2, 2, 3),
         3, seed=8)
    case("branches_nested",
         lambda: seq(Branches(add, seq(), Branches(product, L(3, 3), Residual(L(3, 3), nn.Tanh()))), L(3, 2)),
         (2, 3), 3, seed=9, words="add(identity, product(Linear(3, 3), Residual(Linear(3, 3), Tanh()))), Linear(3, 2)")


def without(make, *frozen):
    """The network, with some of its layers frozen."""
    def frozen_net():
        net = make()
        for path in frozen:
            net.get_submodule(path).requires_grad_(False)
        return net
    return frozen_net


def frozen():
    dense = lambda: seq(L(3, 5), nn.Tanh(), seq(L(5, 5), nn.SiLU(), L(5, 4)), nn.Tanh(), L(4, 2))
    case("frozen_first", without(dense, "0"), (3,), 17, seed=1)
    case("frozen_inner", without(dense, "2"), (3,), 3, seed=2)
    case("frozen_last", without(dense, "2.0", "4"), (3,), 17, seed=3)
    case("frozen_norms", without(lambda: seq(L(3, 5), nn.BatchNorm1d(5), nn.Tanh(), L(5, 5), nn.LayerNorm(5),
                                             Residual(L(5, 5), nn.Tanh()), L(5, 2)), "1", "5"), (3,), 17, seed=4)
    case("frozen_images", without(lambda: seq(C2(1, 3, 2), nn.BatchNorm2d(3), nn.Tanh(), C2(3, 2, 2), nn.PReLU(2),
                                              nn.Flatten(), L(8, 2)), "0", "1", "4"), (1, 4, 4), 17, seed=5)
    case("frozen_embedding", without(lambda: seq(Whole(), nn.Embedding(7, 3), LSTM(3, 4), nn.Tanh(), L(4, 2)), "1"),
         (5,), 3, seed=6, x=few([0, 1, 2, 3, 5, 6]))


def twice(*makes):
    """A network of layers, made in this order, that has some in several places: the last says which stand where."""
    return lambda: makes[-1](*[make() for make in makes[:-1]])


def tied():
    case("tied_linear", twice(lambda: L(4, 4), lambda e: seq(e, nn.Tanh(), e)), (4,), 17, seed=1)
    case("tied_thrice", twice(lambda: L(4, 4, bias=False), lambda e: seq(e, nn.Tanh(), Residual(e, nn.SiLU()), L(4, 4),
                                                                          e)), (4,), 3, seed=2)
    case("tied_block", twice(lambda: L(2, 3), lambda: seq(L(3, 4), nn.Tanh(), L(4, 3)),
                             lambda a, b: seq(a, b, nn.Tanh(), b, b[0])), (2,), 17, seed=3)
    case("tied_conv", twice(lambda: C2(2, 2, 3, padding=1), lambda e: seq(e, nn.Tanh(), e, nn.Flatten(), L(40, 2))),
         (2, 4, 5), 17, seed=4)
    case("tied_embedding", twice(lambda: nn.Embedding(7, 3), lambda e: seq(
        Whole(), Branches(add, seq(e, L(3, 3)), e), nn.Tanh(), L(3, 2))), (5,), 3, seed=5, x=few([0, 1, 2, 3, 5, 6]))
    case("tied_norms", twice(lambda: nn.BatchNorm2d(2), lambda: nn.LayerNorm(4), lambda a, b: seq(
        a, nn.Tanh(), C2(2, 2, 2), a, nn.Flatten(), L(18, 4), b, nn.Tanh(), b)), (2, 4, 4), 17, seed=6)
    case("tied_lstm", twice(lambda: LSTM(3, 3), lambda e: seq(e, e, L(3, 2))), (4, 3), 3, seed=7)
    case("tied_frozen", without(twice(lambda: L(3, 4), lambda: L(4, 4), lambda: L(4, 2),
                                      lambda a, e, b: seq(a, e, nn.Tanh(), e, b)), "1"), (3,), 17, seed=8)


def sequence():
    case("linear_of_steps", lambda: seq(L(3, 5), nn.Tanh(), L(5, 2, bias=False)), (4, 3), 3, seed=1)
    case("linear_of_images", lambda: seq(L(3, 5), nn.Tanh(), L(5, 2)), (2, 3, 3), 17, seed=2)
    case("lstm", lambda: seq(LSTM(3, 5), L(5, 2)), (12, 3), 3, seed=3)
    case("lstm_twice", lambda: seq(LSTM(1, 3), LSTM(3, 2), nn.Flatten(), L(8, 2)), (4, 1), 17, seed=4)
    case("classes_of_steps", lambda: seq(L(3, 5), nn.Tanh(), L(5, 4)), (6, 3), 3, seed=6, loss=CrossEntropyLossOfSteps())
    case("lstm_classes", lambda: seq(LSTM(2, 4), L(4, 3)), (5, 2), 17, seed=7, loss=CrossEntropyLossOfSteps())
    case("lstm_double", lambda: seq(LSTM(2, 3), L(3, 1)), (12, 2), 3, seed=5, dtype=torch.float64)


def lengths():
    batches = [(3, 12), (1, 1), (17, 5), (2, 8), (5, 1), (1, 12), (16, 3), (3, 7), (4, 2), (2, 11)]
    case_of_lengths("lstm_of_lengths", lambda: seq(LSTM(3, 5), L(5, 2)), 3, batches, seed=6)
    case_of_lengths("attention_of_lengths", lambda: seq(L(3, 4), SelfAttention(4), nn.Tanh(), L(4, 2)), 3, batches[::-1],
                    seed=7, dtype=torch.float64)


def attention():
    case("attention", lambda: seq(L(3, 4), SelfAttention(4), L(4, 2)), (5, 3), 3, seed=6)
    case("attention_block", lambda: seq(Residual(nn.LayerNorm(4), SelfAttention(4)),
                                        Residual(nn.LayerNorm(4), L(4, 6), nn.GELU(), L(6, 4))), (3, 4), 3, seed=7)
    case("attention_double", lambda: seq(SelfAttention(3)), (4, 3), 3, seed=8, dtype=torch.float64)


def derivatives():
    def poisson(u, x, t):
        return ((laplacian(u, x) - t) ** 2).mean()

    def eikonal(u, x, t):
        return ((grad(u, x).square().sum(1) - 1) ** 2).mean() + ((u - t) ** 2).mean()

    def burgers(u, x, t):
        u_x = grad(u, x)
        u_xx = grad(u_x[:, 1], x)[:, 1:]
        return ((u_x[:, :1] - 0.25 * u_xx + u * u_x[:, 1:]) ** 2).mean() + 2 * ((u - t) ** 2).mean()

    double = torch.float64
    make_1 = lambda: seq(L(1, 13), nn.Tanh(), L(13, 1))
    make_2 = lambda: seq(L(2, 16), nn.Tanh(), L(16, 16), nn.Tanh(), L(16, 1))
    case("laplacian_1", make_1, (1,), 11, seed=1, lr=0.01, loss=Derivatives(poisson))
    case("laplacian_1_double", make_1, (1,), 3, seed=2, lr=0.01, loss=Derivatives(poisson), dtype=double)
    case("laplacian_2", make_2, (2,), 17, seed=3, lr=0.01, loss=Derivatives(poisson))
    case("laplacian_2_double", make_2, (2,), 5, seed=4, lr=0.01, loss=Derivatives(poisson), dtype=double)
    case("laplacian_of_features", lambda: seq(L(3, 5), nn.Softplus(), LayerNormOfFormulas(5),
                                              Residual(L(5, 5), nn.GELU()), L(5, 2), nn.Softmax(1)),
         (3,), 5, seed=5, lr=0.01, loss=Derivatives(poisson), dtype=double)
    case("eikonal", lambda: seq(L(2, 8), nn.SiLU(), L(8, 1)), (2,), 9, seed=6, lr=0.01, loss=Derivatives(eikonal))
    case("burgers", lambda: seq(L(2, 8), nn.Tanh(), L(8, 1)), (2,), 9, seed=7, lr=0.01, loss=Derivatives(burgers))


for part in (convolution, pooling, normalisation, batch_normalisation, pointwise, branches, sequence, attention,
             derivatives, lengths, frozen, tied):
    file = part.__name__
    part()

for name, cases in files.items():
    head = """// SPDX-License-Identifier: BSL-1.0
// Written by shaped.py beside this file: what PyTorch 1.13 computes. Not to be edited by hand.
// Tensors are flat, row major; parameters and gradients in the order of torch's module.parameters().
// clang-format off
#pragma once

namespace golden {

"""
    path = pathlib.Path(__file__).with_name(f"shaped_{name}.hpp")
    path.write_text(head + "\n\n".join(cases) + "\n\n}  // namespace golden\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
