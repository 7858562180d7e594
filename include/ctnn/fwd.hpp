// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/fixed_string.hpp>
#include <ctnn/core/num.hpp>

// Every public name, one line each; ctnn.hpp defines them.
namespace ctnn::inline CTNN_TARGET {

// nets
template <class... Layers>
struct Seq;  // layers one after the other
template <class... Layers>
struct Residual;  // x + F(x)
template <fixed_string Name, class Layer>
struct Named;  // a layer with a name
template <int... Extents>
struct Input;  // the shape of a sample, where no layer fixes it

// layers
template <int In, int Out, bool Bias>
struct Linear;  // x W^T + b
template <int Features, Num Eps>
struct LayerNorm;  // over the features of a sample
template <int... Extents>
struct LayerNormOver;  // over its last axes
template <int Features, Num Eps, Num Momentum>
struct BatchNorm1d;  // over the samples of a batch

// activations
struct Identity;  // x
struct Tanh;      // tanh(x)
struct Sigmoid;   // 1 / (1 + exp(-x))
struct ReLU;      // max(x, 0)
template <Num Min, Num Max>
struct Hardtanh;  // min(max(x, Min), Max)
template <Num Slope>
struct LeakyReLU;  // x where x > 0, else Slope * x
template <Num Alpha>
struct ELU;  // x where x > 0, else Alpha * (exp(x) - 1)
template <Num Beta, Num Threshold>
struct Softplus;    // log(1 + exp(Beta * x)) / Beta
struct SiLU;        // x * sigmoid(x)
struct GELU;        // x * (1 + erf(x / sqrt(2))) / 2
struct GELUTanh;    // its approximation by tanh
struct Softmax;     // exp(x) / sum(exp(x)) over the features
struct LogSoftmax;  // its logarithm

// losses and optimisers
struct MSELoss;           // mean((y - t)^2)
struct CrossEntropyLoss;  // mean(-log_softmax(y)[t]), t class numbers
struct SGD;               // torch.optim.SGD

// values
template <class T, int... E>
struct Tensor;  // fixed shape, owns its elements
template <class T, int First, int... Rest>
class TensorView;  // somebody else's elements; the first extent may be dynamic
template <class T, int... E>
class Parameter;  // a parameter's values, in the order of the kernels
template <class Net, class T>
struct Model;  // a network's parameters and buffers
template <class Net, class T>
class EvaluationView;  // the same in evaluation mode: model.eval()
template <class Net, class T>
struct Gradient;  // one number for every parameter
template <class Net, class T>
struct Workspace;  // scratch memory, for networks too big for the stack
template <class O, class Net, class T>
class Optimizer;  // an optimiser with its state
template <class Net, class T, class L, class O>
class Trainer;         // forward, loss, backward and update in one
class Generator;       // torch's random numbers
class FlushDenormals;  // denormal numbers are zero while it lives

// functions: evaluate, value_and_grad, input_gradient (model/value_and_grad.hpp), rand (random/rand.hpp),
// for_each_parameter, parameter_count, parameter_bytes (model/values.hpp); model[2_c] with ctnn::literals
// (model/literals.hpp)

}  // namespace ctnn::inline CTNN_TARGET
