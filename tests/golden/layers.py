#!/usr/bin/python3
# SPDX-License-Identifier: BSL-1.0
"""What PyTorch computes for small networks: writes layers.hpp, beside this file, which the tests here are held to.

    apt install python3-torch            # Debian 12: PyTorch 1.13.1
    /usr/bin/python3 tests/golden/layers.py

The file is the same, byte for byte, on every run: one thread, AVX2 kernels, inputs from Python's own generator seeded
with the case's name. Inputs and parameters are decimals of two digits; results, the shortest decimals that round-trip.
Every float result is held to the same computation in double before it is written, so that no golden number is an
accident of rounding, and no pre-activation lies near a kink, where rounding would choose the gradient.
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
    """y = x + F(x), where F is the layers one after another."""
    def forward(self, x):
        return x + super().forward(x)


def seq(*layers):
    return nn.Sequential(*layers)


KINKS = {nn.ReLU: lambda layer: [0.0], nn.Hardtanh: lambda layer: [layer.min_val, layer.max_val]}
NORMS = (nn.LayerNorm, nn.BatchNorm1d)


def decimals(rng, shape, low, high):
    """Random numbers of two decimals in [low, high]."""
    count = int(np.prod(shape))
    return torch.tensor([round(rng.uniform(low, high), 2) for _ in range(count)], dtype=torch.float64).reshape(shape)


def set_parameters(net, rng, gain=1.0):
    """Linear: uniform in gain * 1.5 / sqrt(in) either way; norms: weights about 1, biases about 0."""
    for layer in net.modules():
        if isinstance(layer, nn.Linear):
            limit = gain * 1.5 / layer.in_features**0.5
            layer.weight.data = decimals(rng, layer.weight.shape, -limit, limit)
            if layer.bias is not None:
                layer.bias.data = decimals(rng, layer.bias.shape, -0.5, 0.5)
        elif isinstance(layer, NORMS):
            layer.weight.data = decimals(rng, layer.weight.shape, 0.5, 1.5)
            layer.bias.data = decimals(rng, layer.bias.shape, -0.5, 0.5)


def kink_distance(net, x):
    """How near a pre-activation comes to a point where an activation's derivative jumps."""
    nearest = [np.inf]
    def look(layer, inputs, _):
        for kink in KINKS[type(layer)](layer):
            nearest.append((inputs[0] - kink).abs().min().item())
    hooks = [layer.register_forward_hook(look) for layer in net.modules() if type(layer) in KINKS]
    copy.deepcopy(net)(x)
    for hook in hooks:
        hook.remove()
    return min(nearest)


def flat(tensors):
    tensors = [t.detach().reshape(-1) for t in tensors]
    return torch.cat(tensors) if tensors else torch.empty(0)


def statistics(net):
    """The running mean, then the running variance, of each batch norm."""
    return flat([s for m in net.modules() if isinstance(m, nn.BatchNorm1d) for s in (m.running_mean, m.running_var)])


# ---- what a case records, for one type of numbers -----------------------------------------------------------------


def learn(net, loss, x, t):
    """Output, loss and gradients of one pass forward and backward."""
    x = x.clone().requires_grad_()
    net.zero_grad(set_to_none=True)
    y = net(x)
    value = loss(y, t)
    value.backward()
    return {"output": y.detach(), "loss": value.detach(), "gradient": flat([p.grad for p in net.parameters()]),
            "input_gradient": x.grad}


def cast(value, dtype):
    return value.to(dtype) if value.is_floating_point() else value


def plain(net, x, t, loss, dtype):
    return learn(copy.deepcopy(net).to(dtype), loss, cast(x, dtype), cast(t, dtype))


def normalised(net, x, t, loss, dtype, given):
    """Batch norm: a first pass on x, passes on 2x and 3x for the running statistics, evaluation with `given` ones."""
    net, x, t = copy.deepcopy(net).to(dtype), cast(x, dtype), cast(t, dtype)
    result = learn(net, loss, x, t)
    # In training the library shows these only through the loss and the gradients of the parameters, which tell.
    del result["output"], result["input_gradient"]
    result["running_after_1"] = statistics(net)
    for factor in (2, 3):
        net(x * factor)
    result["running_after_3"] = statistics(net)
    place = iter(cast(given, dtype).split([m.num_features for m in net.modules() if isinstance(m, nn.BatchNorm1d)
                                           for _ in range(2)]))
    for m in net.modules():
        if isinstance(m, nn.BatchNorm1d):
            m.running_mean.copy_(next(place))
            m.running_var.copy_(next(place))
    net.eval()
    evaluated = learn(net, loss, x, t)
    result.update({"eval_" + key: evaluated[key] for key in ("output", "loss", "input_gradient")})
    return result


def trained(net, x, t, loss, dtype, options, rates, method=torch.optim.SGD):
    """Parameters after each optimiser step and the loss before it."""
    net, x, t = copy.deepcopy(net).to(dtype), cast(x, dtype), cast(t, dtype)
    sgd = method(net.parameters(), lr=rates[0], **options)
    after, losses = [], []
    for rate in rates:
        sgd.param_groups[0]["lr"] = rate
        losses.append(learn(net, loss, x, t)["loss"])
        sgd.step()
        after.append(flat(net.parameters()))
    result = {"steps": torch.cat(after), "losses": torch.stack(losses)}
    if len(statistics(net)):
        result["running_after_all"] = statistics(net)
    return result


# ---- writing ------------------------------------------------------------------------------------------------------


def number(v, dtype):
    if dtype == torch.int64:
        return str(int(v))
    v = (np.float32 if dtype == torch.float32 else np.float64)(v)
    if np.isnan(v):
        return "nan"
    if np.isinf(v):
        return "inf" if v > 0 else "-inf"
    if v == 0 or 1e-3 <= abs(v) < 1e7:
        text = np.format_float_positional(v, unique=True, trim="0")
        text = text.replace("0.", ".", 1) if 0 < abs(v) < 1 else text
    else:
        text = np.format_float_scientific(v, unique=True, trim="-", exp_digits=1).replace("e+", "e")
    assert type(v)(text) == v, (text, v)
    return text + ("f" if dtype == torch.float32 else "")


TYPE = {torch.float32: "float", torch.float64: "double", torch.int64: "std::int64_t"}
written = []


def emit(name, told, samples, arrays, dtype):
    lines = [*textwrap.wrap(told, 118, initial_indent="// ", subsequent_indent="//   "), f"struct {name} {{",
             f'  static constexpr const char* name = "{name}";', f"  static constexpr std::size_t samples = {samples};"]
    for key, value in arrays.items():
        kind = value.dtype if value.dtype == torch.int64 else dtype
        texts = [number(v, kind) for v in cast(value, kind).reshape(-1).tolist()]
        if value.dim() == 0:
            lines.append(f"  static constexpr {TYPE[kind]} {key} = {texts[0]};")
        elif texts:  # an empty list is left out
            lines.append(f"  static constexpr {TYPE[kind]} {key}[] = {{")
            line = "   "
            for text in texts:
                if len(line) + len(text) > 117:
                    lines.append(line)
                    line = "   "
                line += " " + text + ","
            lines += [line, "  };"]
    written.append("\n".join(lines + ["};"]))


def told(net):
    """The network in a line, as torch names it."""
    def one(layer):
        name = type(layer).__name__
        if isinstance(layer, nn.Sequential):
            return ("Residual" if name == "Residual" else "Sequential") + "(" + ", ".join(map(one, layer)) + ")"
        if isinstance(layer, nn.Linear):
            bias = "" if layer.bias is not None else ", bias=False"
            return f"Linear({layer.in_features}, {layer.out_features}{bias})"
        if isinstance(layer, nn.LayerNorm):
            return f"LayerNorm({layer.normalized_shape[0]})"
        if isinstance(layer, nn.BatchNorm1d):
            return f"BatchNorm1d({layer.num_features})"
        return f"{name}({layer.extra_repr()})"
    return ", ".join(map(one, net)) if type(net) is nn.Sequential else one(net)


def agree(single, double, name):
    """No float result may be further from the double one than a fifth of what the tests allow ours."""
    for key in single:
        a, b = single[key].double().numpy(), double[key].numpy()
        with np.errstate(invalid="ignore"):
            far = np.abs(a - b) > 2e-6 * np.maximum(1, np.abs(b))
        assert not far.any(), (name, key, a[far], b[far])
        assert np.isnan(a).tolist() == np.isnan(b).tolist(), (name, key)


def case(name, net, samples, loss=nn.MSELoss(), dtype=torch.float32, x=None, t=None, spread=1.0, gain=1.0, record=plain,
         what="", kinks_matter=True, exact=False, **more):
    """Draws the input, target and parameters that are not given, computes, checks and writes one case.
    `exact` writes the double run's results, for a float case on which PyTorch's own float kernels lose digits."""
    for attempt in itertools.count():
        rng = random.Random(f"{name} {attempt}")
        net = copy.deepcopy(net).double()
        set_parameters(net, rng, gain)
        features = next((m.weight.shape[-1] for m in net.modules() if hasattr(m, "weight")), None)
        data = decimals(rng, (samples, features), -1.5 * spread, 1.5 * spread) if x is None else x.double()
        if not kinks_matter or kink_distance(net, data) > 1e-4:
            break
    with torch.no_grad():
        shape = copy.deepcopy(net)(data).shape
    if t is not None:
        target = t if t.dtype == torch.int64 else t.double()
    elif isinstance(loss, nn.CrossEntropyLoss):
        target = torch.tensor([rng.randrange(shape[1]) for _ in range(samples)])
    else:
        target = decimals(rng, shape, -1.0, 1.0)
    if record is normalised:
        draws = [(rng, m.num_features) for m in net.modules() if isinstance(m, nn.BatchNorm1d)]
        more["given"] = flat([d for r, n in draws for d in (decimals(r, (n,), -0.6, 0.6), decimals(r, (n,), 0.3, 2.0))])
    # Decimals become the numbers of `dtype` first, so that the double run sees the float run's very inputs.
    if dtype == torch.float32:
        net.float().double()
        data, target = data.float().double(), cast(target, torch.float32)
        target = cast(target, torch.float64)
        if "given" in more:
            more["given"] = more["given"].float().double()
    result = record(net, data, target, loss, dtype, **more)
    double = record(net, data, target, loss, torch.float64, **more)
    if exact:
        result = double
    agree(result, double, name)
    arrays = {"parameters": flat(net.parameters()), "running_before": statistics(net), "input": data, "target": target}
    if "given" in more:
        arrays["running_given"] = more["given"]
    arrays.update(result)
    if "rates" in more:
        arrays["rates"] = torch.tensor(more["rates"], dtype=torch.float64)
    words = f"{told(net)}; {type(loss).__name__}" + (f"; {what}" if what else "")
    emit(name, words, samples, arrays, dtype)


def forward(name, net, x, what=""):
    """A network without parameters, forward only: special points."""
    y = net(x)
    agree({"output": y}, {"output": net(x.double())}, name)
    emit(name, told(net) + (f"; {what}" if what else ""), x.shape[0], {"input": x, "output": y}, torch.float32)


# ---- the cases ----------------------------------------------------------------------------------------------------

L, Norm, Batch = nn.Linear, nn.LayerNorm, nn.BatchNorm1d
CE = nn.CrossEntropyLoss()
inf, nan = float("inf"), float("nan")


def activations():
    case("linear", seq(L(3, 5), L(5, 2)), 3)
    case("linear_wide", seq(L(3, 33), L(33, 3)), 17)
    case("linear_without_bias", seq(L(3, 17, bias=False), nn.Tanh(), L(17, 5, bias=False)), 9)
    case("identity", seq(L(3, 5), nn.Identity(), L(5, 2)), 1)
    case("tanh", seq(L(3, 5), nn.Tanh(), L(5, 2)), 9)
    case("tanh_double", seq(L(3, 5), nn.Tanh(), L(5, 2)), 9, dtype=torch.float64)
    for samples in (1, 9, 70):
        case(f"tanh_13_{samples}", seq(L(1, 13), nn.Tanh(), L(13, 1)), samples, spread=2)
    case("sigmoid", seq(L(5, 17), nn.Sigmoid(), L(17, 3)), 17)
    case("sigmoid_double", seq(L(5, 17), nn.Sigmoid(), L(17, 3)), 3, dtype=torch.float64)
    case("relu", seq(L(3, 13), nn.ReLU(), L(13, 5)), 17)
    case("hardtanh", seq(L(3, 5), nn.Hardtanh(), L(5, 1)), 70, spread=2)
    case("hardtanh_0_10", seq(L(3, 5), nn.Hardtanh(0, 10), L(5, 2)), 9, spread=8)
    smooth = {"leaky_relu": nn.LeakyReLU(0.1), "elu": nn.ELU(1.5), "softplus": nn.Softplus(), "softplus_2_3": nn.Softplus(2, 3),
              "silu": nn.SiLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh")}
    for name, layer in smooth.items():
        case(name, seq(L(3, 5), layer, L(5, 2)), 9, spread=3)
    # Alone, at the special points: nothing, signs of nothing, kinks, subnormal, saturation, infinity, not a number.
    points = torch.tensor([[0, -0.0, 1, -1, 10, 1e-40, -1e-40, 1e-20, -88, 89, -104, 20, -20, 1e30, -1e30, inf, -inf,
                            nan, .5]])
    alone = {"identity": nn.Identity(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "relu": nn.ReLU(),
             "hardtanh": nn.Hardtanh(), "hardtanh_0_10": nn.Hardtanh(0, 10), **smooth}
    del alone["gelu_tanh"]  # at 1e30 its cube overflows, and torch's own float gradient is not a number
    # A product's derivative by x overflows where the adjoint, here of the order of x, times x does.
    nearer = torch.where(points.abs() == 1e30, points.sign() * 1e4, points)
    for name, layer in alone.items():
        x = nearer if name in ("silu", "gelu") else points
        case(f"{name}_at_special_points", seq(layer), 1, x=x, t=torch.full(points.shape, 0.25), kinks_matter=False)


def normalisation():
    case("softmax", seq(L(3, 5), nn.Softmax(1), L(5, 2)), 9)
    case("softmax_wide", seq(L(5, 17), nn.Softmax(1), L(17, 3)), 17, gain=4)
    case("softmax_last", seq(L(3, 13), nn.Softmax(1)), 3)
    case("softmax_double", seq(L(3, 5), nn.Softmax(1), L(5, 2)), 9, dtype=torch.float64)
    case("log_softmax", seq(L(3, 5), nn.LogSoftmax(1), L(5, 2)), 17)
    case("log_softmax_last", seq(L(5, 33), nn.LogSoftmax(1)), 3)
    rows = torch.tensor([[1, 2, 3, 4], [0, 0, 0, 0], [90, -90, 0, 89], [1e30, 0, -1e30, 1e30], [-inf, 0, 1, -inf],
                         [0, 1, inf, 2], [nan, 0, 1, 2], [0, 1, 2, nan], [-inf, -inf, -inf, -inf]])
    forward("softmax_at_special_points", seq(nn.Softmax(1)), rows)
    forward("log_softmax_at_special_points", seq(nn.LogSoftmax(1)), rows)

    case("layer_norm", seq(L(3, 5), Norm(5), nn.Tanh(), L(5, 2)), 9)
    case("layer_norm_wide", seq(L(3, 33), Norm(33), L(33, 3)), 17)
    case("layer_norm_first", seq(Norm(13), L(13, 3)), 3)
    case("layer_norm_last", seq(L(3, 5), nn.ReLU(), L(5, 17), Norm(17)), 1)
    case("layer_norm_double", seq(L(3, 5), Norm(5), nn.Tanh(), L(5, 2)), 3, dtype=torch.float64)
    rng = random.Random("rows")
    # Far from zero the mean square less the squared mean loses every digit. Sums are exact here, squares are not.
    def about(mean, count):
        offsets = [d * 41 / 128 for d in range(-(count // 2), count // 2 + 1) if d or count % 2]
        return [mean + d for d in rng.sample(offsets, count)]
    far = torch.tensor([about(100 + row, 13) for row in range(9)])
    case("layer_norm_far", seq(Norm(13), L(13, 3)), 9, x=far, exact=True, what="rows about 100, in double")
    # Rows nearly constant: the variance, about 1e-6, is less than eps, and the last row's is nothing.
    near = torch.tensor([[rng.randrange(-8, 9) / 4096 for _ in range(13)] for _ in range(3)] + [[0.5] * 13])
    case("layer_norm_near", seq(Norm(13), L(13, 3)), 4, x=near, what="rows of less variance than eps")

    plain_net = seq(L(2, 5), Batch(5), nn.Tanh(), L(5, 1))
    for samples in (3, 9, 70, 200):
        case(f"batch_norm_{samples}", plain_net, samples, record=normalised)
    case("batch_norm_double", plain_net, 17, record=normalised, dtype=torch.float64)
    case("batch_norm_wide", seq(L(3, 17), Batch(17), nn.ReLU(), L(17, 3)), 17, record=normalised)
    case("batch_norm_first", seq(Batch(3), L(3, 1)), 33, record=normalised)
    case("batch_norm_last", seq(L(3, 13), Batch(13)), 9, record=normalised)
    twice = seq(L(2, 5), Batch(5), nn.ReLU(), L(5, 3), Batch(3), nn.Sigmoid(), L(3, 1))
    case("batch_norm_twice", twice, 70, record=normalised)
    far = torch.tensor([about(100, 70), about(-40, 70), about(300, 70)]).T
    case("batch_norm_far", seq(Batch(3), L(3, 1)), 70, x=far, record=normalised, exact=True,
         what="columns about 100, -40, 300, in double")


def residual():
    case("residual", seq(L(3, 5), Residual(L(5, 7), nn.Tanh(), L(7, 5)), L(5, 2)), 9)
    case("residual_double", seq(L(3, 5), Residual(L(5, 7), nn.Tanh(), L(7, 5)), L(5, 2)), 3, dtype=torch.float64)
    inner = Residual(L(5, 5), nn.Sigmoid())
    case("residual_nested", seq(L(3, 5), Residual(L(5, 5), nn.Tanh(), inner), nn.Tanh(), L(5, 2)), 17)
    case("residual_around_norm", seq(L(3, 13), Residual(Norm(13), L(13, 13)), nn.ReLU(), L(13, 3)), 17)
    case("residual_alone", seq(Residual(L(5, 5), nn.Tanh())), 3)
    case("residual_of_activation", seq(L(3, 17), Residual(nn.Tanh()), Residual(L(17, 17)), nn.Tanh()), 1)
    case("residual_around_softmax", seq(L(3, 5), Residual(L(5, 5), nn.Softmax(1)), L(5, 2)), 33)
    case("residual_around_batch_norm", seq(L(3, 5), Residual(L(5, 5), Batch(5), nn.Tanh()), nn.ReLU(), L(5, 2)), 33,
         record=normalised)
    case("residual_of_norms", seq(L(3, 5), Residual(Norm(5)), Residual(nn.Softmax(1)), L(5, 2)), 9)
    case("residual_of_batch_norm", seq(L(2, 5), Residual(Batch(5)), L(5, 1)), 33, record=normalised)
    # Rows that are whole vectors of 4, 8 and 16, but of 5, 10 or 20 of them.
    case("residual_of_rows", seq(Residual(Norm(80), L(80, 1), L(1, 80))), 2)
    inner = Residual(L(5, 5), nn.Tanh())
    case("residual_starts_twice", seq(L(3, 5), Residual(inner, nn.Sigmoid(), L(5, 5)), L(5, 2)), 17)
    inner = seq(nn.Tanh(), L(5, 7), seq(nn.Sigmoid(), L(7, 5)))
    case("sequential_nested", seq(L(3, 5), inner, nn.Tanh(), seq(L(5, 2))), 17)


def losses():
    case("mse_one", seq(L(1, 1)), 1)
    case("mse_large", seq(L(3, 2)), 70, spread=6)
    for classes, samples in ((1, 3), (2, 17), (3, 1), (10, 33)):
        case(f"cross_entropy_{classes}", seq(L(3, classes)), samples, loss=CE)
    case("cross_entropy_hidden", seq(L(2, 13), nn.Tanh(), L(13, 2)), 70, loss=CE)
    case("cross_entropy_steep", seq(L(2, 4)), 9, loss=CE, gain=60)
    case("cross_entropy_double", seq(L(2, 13), nn.Tanh(), L(13, 2)), 9, loss=CE, dtype=torch.float64)
    logits = torch.tensor([[80, -80, 0, 1], [80, -80, 0, 1], [80, -80, 0, 1], [-80, -80, -80, -80],
                           [80, 80, 80, 79.5], [0, 0, 0, 0], [-inf, 0, 1, 2]])
    case("cross_entropy_large", seq(nn.Identity()), 7, loss=CE, x=logits, t=torch.tensor([0, 1, 3, 2, 3, 1, 2]),
         what="logits of +-80, and one masked by -inf")


def optimizers():
    net, steps = seq(L(2, 3), nn.Tanh(), L(3, 1)), 5
    runs = {
        "plain": {},
        "momentum": dict(momentum=.9),
        "dampening": dict(momentum=.9, dampening=.5),
        "dampening_alone": dict(dampening=.5),
        "weight_decay": dict(weight_decay=.1),
        "nesterov": dict(momentum=.9, nesterov=True),
        "maximize": dict(maximize=True),
        "momentum_weight_decay": dict(momentum=.8, weight_decay=.05),
        "nesterov_weight_decay": dict(momentum=.8, weight_decay=.05, nesterov=True),
        "everything": dict(momentum=.7, dampening=.2, weight_decay=.1, maximize=True),
    }
    for name, options in runs.items():
        words = ", ".join(f"{key}={value}" for key, value in {"lr": 0.1, **options}.items())
        case(f"sgd_{name}", net, 9, record=trained, what=words, options=options, rates=[.1] * steps)
    for name, method, options in (("adam", torch.optim.Adam, {}),
                                  ("adam_everything", torch.optim.Adam,
                                   dict(betas=(.8, .95), eps=1e-3, weight_decay=.1, maximize=True)),
                                  ("adamw", torch.optim.AdamW, {}),
                                  ("adamw_everything", torch.optim.AdamW,
                                   dict(betas=(.8, .95), eps=1e-3, weight_decay=.1, maximize=True))):
        words = ", ".join(f"{key}={value}" for key, value in {"lr": 0.1, **options}.items())
        case(name, net, 9, record=trained, what=words, options=options, rates=[.1, .1, .02, .5, .5], method=method)
    momentum = dict(momentum=.9)
    rates = [.1, .1, .02, .5, .5]
    case("sgd_rates", net, 9, record=trained, what="lr changes, momentum=0.9", options=momentum, rates=rates)
    net = seq(L(3, 5), Batch(5), nn.ReLU(), L(5, 2))
    case("sgd_batch_norm", net, 33, record=trained, what="lr=0.1, momentum=0.9", options=momentum, rates=[.1] * 3)
    net = seq(L(3, 5), Residual(Norm(5), L(5, 5), nn.Tanh()), L(5, 3))
    case("sgd_residual", net, 70, CE, record=trained, what="lr=0.1, momentum=0.9", options=momentum, rates=[.1] * 3)


for part in (activations, normalisation, residual, losses, optimizers):
    part()

head = f"""// SPDX-License-Identifier: BSL-1.0
// Written by layers.py beside this file: what PyTorch 1.13 computes. Not to be edited by hand.
// Tensors are flat, row major; parameters and gradients in the order of torch's module.parameters(); running
// statistics: the mean, then the variance, of each batch norm.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace golden {{

inline constexpr float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();

"""
path = pathlib.Path(__file__).with_name("layers.hpp")
path.write_text(head + "\n\n".join(written) + "\n\n}  // namespace golden\n")
print(f"{path}: {len(written)} cases, {path.stat().st_size} bytes")
