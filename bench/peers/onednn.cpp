// SPDX-License-Identifier: BSL-1.0
// oneDNN: all primitives made once. Evaluated, weights lie as oneDNN likes them best, and activations are fused into
// the products; in training weights stay Out x In.

#include <dnnl.hpp>

#include <unordered_map>

#include "contest.hpp"

namespace bench {

template <class Net, int N>
class OneDnn {
  using Memory = dnnl::memory;
  using Tag = Memory::format_tag;
  static constexpr auto tanh_ = std::is_same_v<typename Net::Activation, Tanh>;
  static constexpr auto activation =
      tanh_ ? dnnl::algorithm::eltwise_tanh_use_dst_for_bwd : dnnl::algorithm::eltwise_relu_use_dst_for_bwd;
  using Arguments = std::unordered_map<int, Memory>;
  struct Call {
    dnnl::primitive primitive;
    Arguments arguments;
  };

  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  std::vector<float> x_ = Problem<Net, N>::get().x, p_ = Problem<Net, N>::get().p, dp_ = std::vector<float>(p_.size());
  std::vector<std::vector<float>> a_, g_;  // values between the layers, and their gradients
  std::vector<Call> reorders_, evaluation_, ahead_, back_;
  float lr_;
  bool moved_ = true;  // have the weights changed since they were reordered?

 public:
  static constexpr const char* name = "oneDNN";

  explicit OneDnn(float lr) : lr_(lr) {
    for (int k = 0; k <= Net::layers; ++k) {
      a_.emplace_back(std::size_t(N * Net::width(k)));
      g_.emplace_back(std::size_t(N * Net::width(k)));
    }
    for (int k = 0; k < Net::layers; ++k) make_layer(k);
  }
  float* input() { return x_.data(); }
  const float* forward() {
    if (moved_) run(reorders_);
    moved_ = false;
    run(evaluation_);
    return a_.back().data();
  }
  float step() {
    run(ahead_);
    const float loss = loss_and_gradient<Net, N>(a_.back().data(), g_.back().data());
    run(back_);
    float *p = p_.data(), *dp = dp_.data();
    for (int i = 0; i < Net::parameters; ++i) p[i] -= lr_ * dp[i];
    moved_ = true;
    return loss;
  }
  void parameters(float* to) { std::copy(p_.begin(), p_.end(), to); }

 private:
  void run(std::vector<Call>& calls) {
    for (Call& c : calls) c.primitive.execute(stream_, c.arguments);
    stream_.wait();
  }
  static Memory::desc shape(int rows, int columns, Tag tag) { return {{rows, columns}, Memory::data_type::f32, tag}; }

  void make_layer(int k) {
    const int in = Net::width(k), out = Net::width(k + 1), at = Net::offset(k);
    const auto x_desc = shape(N, in, Tag::ab), y_desc = shape(N, out, Tag::ab), w_desc = shape(out, in, Tag::ab);
    const Memory::desc b_desc({out}, Memory::data_type::f32, Tag::a);
    const Memory x(x_desc, engine_, k == 0 ? x_.data() : a_[std::size_t(k)].data()),
        y(y_desc, engine_, a_[std::size_t(k + 1)].data());
    const Memory w(w_desc, engine_, &p_[std::size_t(at)]), b(b_desc, engine_, &p_[std::size_t(at + in * out)]);
    const Memory dx(x_desc, engine_, g_[std::size_t(k)].data()), dy(y_desc, engine_, g_[std::size_t(k + 1)].data());
    const Memory dw(w_desc, engine_, &dp_[std::size_t(at)]), db(b_desc, engine_, &dp_[std::size_t(at + in * out)]);

    dnnl::primitive_attr activated;
    dnnl::post_ops after;
    if (k + 1 < Net::layers) after.append_eltwise(1, activation, 0, 0);
    activated.set_post_ops(after);
    using Product = dnnl::inner_product_forward;
    const Product::primitive_desc evaluated(
        {dnnl::prop_kind::forward_inference, x_desc, shape(out, in, Tag::any), b_desc, y_desc}, activated, engine_);
    const Memory liked(evaluated.weights_desc(), engine_);
    Memory from = w, to = liked;
    reorders_.push_back({dnnl::reorder(from, to), {{DNNL_ARG_FROM, w}, {DNNL_ARG_TO, liked}}});
    evaluation_.push_back(
        {Product(evaluated), {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, liked}, {DNNL_ARG_BIAS, b}, {DNNL_ARG_DST, y}}});
    const Product::primitive_desc trained({dnnl::prop_kind::forward_training, x_desc, w_desc, b_desc, y_desc},
                                          activated, engine_);
    ahead_.push_back(
        {Product(trained), {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_BIAS, b}, {DNNL_ARG_DST, y}}});

    std::vector<Call> calls;  // back through this layer, before those of the layers below
    using ByWeights = dnnl::inner_product_backward_weights;
    const ByWeights::primitive_desc by_weights({x_desc, w_desc, b_desc, y_desc}, engine_, trained);
    calls.push_back(
        {ByWeights(by_weights),
         {{DNNL_ARG_SRC, x}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_WEIGHTS, dw}, {DNNL_ARG_DIFF_BIAS, db}}});
    if (k > 0) {
      using ByData = dnnl::inner_product_backward_data;
      const ByData::primitive_desc by_data({x_desc, w_desc, y_desc}, engine_, trained);
      calls.push_back({ByData(by_data), {{DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_DIFF_SRC, dx}}});
      const dnnl::eltwise_forward::primitive_desc hint({dnnl::prop_kind::forward_training, activation, x_desc, 0, 0},
                                                       engine_);
      const dnnl::eltwise_backward::primitive_desc slope({activation, x_desc, x_desc, 0, 0}, engine_, hint);
      calls.push_back(
          {dnnl::eltwise_backward(slope), {{DNNL_ARG_DST, x}, {DNNL_ARG_DIFF_DST, dx}, {DNNL_ARG_DIFF_SRC, dx}}});
    }
    back_.insert(back_.begin(), calls.begin(), calls.end());
  }
};

const bool onednn = enlist<OneDnn>();

}  // namespace bench
