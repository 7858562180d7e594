// SPDX-License-Identifier: BSL-1.0
// Names of a user's own, at global scope beside `using namespace ctnn`: those that are not public are theirs. (`batch`
// is public, a word of formulas; a variable of that name is one's own inside a function only.)
#include <ctnn/ctnn.hpp>
#include <string>
#include <vector>

using namespace ctnn;

struct Frame {
  int number;
};
struct Message {
  std::string text;
};
struct Graph {};
struct Plan {};
struct Program {};
struct Call {};
struct Rule {};
struct Stage {};
struct Tile {};
struct Pass {};
struct Summary {};
void check(bool) {}
int length(const std::vector<int>& v) { return int(v.size()); }
namespace detail {
int helper() { return 1; }
}  // namespace detail
namespace core {
int version = 1;
}
namespace kernels {
int count = 1;
}
enum class layers { one, two };
Model<Seq<Linear<1, 2>>> model{};
Tensor<float, 3, 1> data{1, 2, 3};
int plan = 1, engine = 2, io = 3;
void train() { data = 0.5 * data; }

int main() {
  [[maybe_unused]] Frame f{1};
  [[maybe_unused]] Message m{"x"};
  [[maybe_unused]] Graph g;
  [[maybe_unused]] Plan p;
  [[maybe_unused]] Program q;
  [[maybe_unused]] Call c;
  [[maybe_unused]] Rule r;
  [[maybe_unused]] Stage s;
  [[maybe_unused]] Tile t;
  [[maybe_unused]] Pass a;
  [[maybe_unused]] Summary u;
  const int batch = 32;
  check(true), train();
  return f.number + length({1}) + detail::helper() + core::version + kernels::count + batch + int(layers::one) + plan +
         engine + io + int(model(data)(0, 0));
}
