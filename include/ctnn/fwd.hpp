// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <ctnn/core/fixed_string.hpp>
#include <ctnn/core/num.hpp>
#include <ctnn/layers/options.hpp>  // Size, Stride, Padding, Dilation, Groups, NoBias, Same
#include <ctnn/model/forward.hpp>

// Every public name (tests/house/names.py compares): types are declared; functions and constants are listed, indented.
// Most are defined by ctnn.hpp, the rest by the header that is named.
namespace ctnn::inline CTNN_TARGET {

// nets
template <class... Layers>
struct Seq;  // layers one after the other
template <class... Layers>
struct Residual;  // x + F(x)
template <fixed_string Name, class Layer>
struct Named;  // a layer with a name
template <fixed_string Name>
struct Tied;  // the layer of that name once more
template <int... Extents>
struct Input;  // the shape of a sample, where no layer fixes it
template <int N>
struct MaxSteps;  // of a network whose number of steps is the tensor's
template <class F, class... Layers>
struct Branches;  // a formula of branches
template <class... Layers>
struct Concat;  // branches beside each other
template <class... Layers>
struct Sum;  // branches added up
template <class... Layers>
struct Product;  // branches multiplied

// layers
template <int In, int Out, bool Bias>
struct Linear;  // x W^T + b
template <int Features, Num Eps>
struct LayerNorm;  // over the features of a sample
template <int... Extents>
struct LayerNormOver;  // over its last axes
template <int Features, Num Eps, Num Momentum>
struct BatchNorm1d;  // over the samples of a batch
template <int Channels, Num Eps, Num Momentum>
struct BatchNorm2d;  // over the samples and the positions of a batch of images
template <int In, int Out, int Kernel, class... Options>
struct Conv1d;  // a convolution of signals
template <int In, int Out, Size Kernel, class... Options>
struct Conv2d;  // of images
template <Size Kernel, class... Options>
struct MaxPool2d;  // the greatest of each window
template <Size Kernel, class... Options>
struct AvgPool2d;  // the mean of each window
struct Flatten;    // all axes of a sample as one
template <Num P>
struct Dropout;  // elements are 0 with probability P in training
template <int Rows, int Width>
struct Embedding;  // a row of a table for each whole number
template <int In, int Hidden>
struct LSTM;  // a recurrent layer
template <int Width>
struct SelfAttention;  // scaled dot-product attention of a sequence to itself

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
template <int Dim>
struct SoftmaxAlong;  // Softmax along another axis
template <int Dim>
struct GLUAlong;  // a * sigmoid(b) of the two halves of an axis
using GLU = GLUAlong<-1>;
template <int N>
struct PReLU;       // x where x > 0, else weight * x, which is learned
struct Training;    // what a layer is told that
struct Evaluation;  // tells these apart

// losses and optimisers
struct MSELoss;           // mean((y - t)^2)
struct CrossEntropyLoss;  // mean(-log_softmax(y)[t]), t class numbers
struct SGD;               // torch.optim.SGD
struct Adam;              // torch.optim.Adam
struct AdamW;             // torch.optim.AdamW
struct Betas;             // of Adam and AdamW
template <class O, class... Group>
struct ParamGroups;   // other options for some layers, on<"head">(SGD{...}), or none, frozen<"embed">
struct ClipGradNorm;  // scales gradients down whose norm is too large

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
template <class Net, class T, class U>
struct Workspace;  // scratch memory, for networks too big for the stack
template <class O, class Net, class T>
class Optimizer;  // an optimiser with its state
template <class Net, class T, class L, class O, class Clip, int Steps>
class Trainer;         // forward, loss, backward and update in one
class Generator;       // torch's random numbers
class FlushDenormals;  // denormal numbers are zero while it lives

// errors
class error;         // what the library throws
struct index_error;  // an index outside its extent, a class outside the classes
struct shape_error;  // numbers of samples that disagree, a negative extent
struct value_error;  // a hyper-parameter outside its domain

// functions of models (model/value_and_grad.hpp, model/values.hpp)
//   evaluate, value_and_grad, input_gradient, for_each_parameter, parameter_count, parameter_bytes
// tensors (core/full.hpp, core/reshape.hpp, core/split.hpp, core/shape.hpp)
//   full, ones, zeros, arange, reshape, unsqueeze, squeeze, split, dynamic
// random numbers (random)
//   rand, randn, randperm, random_split, loader_order, uniform
// words of formulas (graph/words.hpp, graph/reductions.hpp, graph/updates.hpp, graph/contraction.hpp)
//   abs, clamp, detach, elements, erf, exp, gather, linear, log, log1p, log_softmax, max, mean, min, sigmoid, sqrt
//   square, sum, tanh, updates, where, features, batch, everything
// derivatives by the network's input, in a loss (graph/derivatives.hpp)
//   component, derivative, gradient, laplacian
// groups of parameters (optimizers/param_groups.hpp)
//   on, frozen
// structure (reflect/parameters.hpp, reflect/costs.hpp, reflect/summary.hpp)
//   parameters, named_parameters, for_each, multiply_adds, training_bytes, summary
// namespaces: literals for model[2_c] and model["hidden"_n] (model/literals.hpp), graph for layers that speak of axes
// (docs/layers.md); internals is the library's own
//   literals, graph, internals

// What ctnn.hpp does not bring: training (train/fit.hpp)
//   fit, FitOptions, Dataset, History, Epoch, Stop
// and files (io/safetensors.hpp, io/header.hpp)
//   save_safetensors, load_safetensors, from_safetensors, to_safetensors, LoadOptions, save_header, to_header,
//   model_from file_error, format_error

}  // namespace ctnn::inline CTNN_TARGET
