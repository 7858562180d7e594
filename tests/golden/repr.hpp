// SPDX-License-Identifier: BSL-1.0
#pragma once

// Written by repr.py with torch 1.13.0a0. state: name, shape of all that state_dict holds, and whether it is a parameter.

namespace golden {

inline constexpr char document[] = R"(Sequential(
  (0): Linear(in_features=1, out_features=13, bias=True)
  (1): Tanh()
  (2): Linear(in_features=13, out_features=1, bias=True)
))";
inline constexpr char document_state[] = R"(0.weight [13, 1] parameter
0.bias [13] parameter
2.weight [1, 13] parameter
2.bias [1] parameter
)";
inline constexpr long document_count = 40;

inline constexpr char document_named[] = R"(Sequential(
  (hidden_linear): Linear(in_features=1, out_features=12, bias=True)
  (hidden_activation): Tanh()
  (output_linear): Linear(in_features=12, out_features=1, bias=True)
))";
inline constexpr char document_named_state[] = R"(hidden_linear.weight [12, 1] parameter
hidden_linear.bias [12] parameter
output_linear.weight [1, 12] parameter
output_linear.bias [1] parameter
)";
inline constexpr long document_named_count = 37;

inline constexpr char line[] = R"(Linear(in_features=1, out_features=1, bias=True))";
inline constexpr char line_state[] = R"(weight [1, 1] parameter
bias [1] parameter
)";
inline constexpr long line_count = 2;

inline constexpr char nested[] = R"(Sequential(
  (0): Linear(in_features=3, out_features=4, bias=False)
  (1): Sequential(
    (0): Sequential(
      (block): Sequential(
        (fc): Linear(in_features=4, out_features=4, bias=True)
        (act): Tanh()
      )
    )
    (1): ReLU()
  )
  (2): Residual(
    (0): Sequential(
      (fc): Linear(in_features=4, out_features=4, bias=True)
      (act): Tanh()
    )
  )
  (3): BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (4): Sequential()
  (5): LayerNorm((4,), eps=1e-05, elementwise_affine=True)
  (6): Softmax(dim=1)
))";
inline constexpr char nested_state[] = R"(0.weight [4, 3] parameter
1.0.block.fc.weight [4, 4] parameter
1.0.block.fc.bias [4] parameter
2.0.fc.weight [4, 4] parameter
2.0.fc.bias [4] parameter
3.weight [4] parameter
3.bias [4] parameter
3.running_mean [4] buffer
3.running_var [4] buffer
5.weight [4] parameter
5.bias [4] parameter
)";
inline constexpr long nested_count = 68;

inline constexpr char arguments[] = R"(Sequential(
  (0): Identity()
  (1): Sigmoid()
  (2): Hardtanh(min_val=-1.0, max_val=1.0)
  (3): Hardtanh(min_val=0, max_val=10)
  (4): Hardtanh(min_val=-0.25, max_val=1e-07)
  (5): Hardtanh(min_val=-1000000000000000.0, max_val=1e+16)
  (6): Hardtanh(min_val=0.0001, max_val=0.00015)
  (7): Hardtanh(min_val=0.3333333333333333, max_val=123.456)
  (8): LogSoftmax(dim=1)
  (9): BatchNorm1d(4, eps=0.001, momentum=0.01, affine=True, track_running_stats=True)
  (10): LayerNorm((4,), eps=0.5, elementwise_affine=True)
))";
inline constexpr char arguments_state[] = R"(9.weight [4] parameter
9.bias [4] parameter
9.running_mean [4] buffer
9.running_var [4] buffer
10.weight [4] parameter
10.bias [4] parameter
)";
inline constexpr long arguments_count = 16;

inline constexpr char more_arguments[] = R"(Sequential(
  (0): Linear(in_features=2, out_features=2, bias=True)
  (1): LeakyReLU(negative_slope=0.01)
  (2): Linear(in_features=2, out_features=2, bias=True)
  (3): LeakyReLU(negative_slope=1)
  (4): Linear(in_features=2, out_features=2, bias=True)
  (5): ELU(alpha=1.0)
  (6): Linear(in_features=2, out_features=2, bias=True)
  (7): ELU(alpha=2)
  (8): Linear(in_features=2, out_features=2, bias=True)
  (9): Softplus(beta=1, threshold=20)
  (10): Linear(in_features=2, out_features=2, bias=True)
  (11): Softplus(beta=0.5, threshold=3)
  (12): Linear(in_features=2, out_features=2, bias=True)
  (13): SiLU()
  (14): Linear(in_features=2, out_features=2, bias=True)
  (15): GELU(approximate='none')
  (16): Linear(in_features=2, out_features=2, bias=True)
  (17): GELU(approximate='tanh')
))";
inline constexpr char more_arguments_state[] = R"(0.weight [2, 2] parameter
0.bias [2] parameter
2.weight [2, 2] parameter
2.bias [2] parameter
4.weight [2, 2] parameter
4.bias [2] parameter
6.weight [2, 2] parameter
6.bias [2] parameter
8.weight [2, 2] parameter
8.bias [2] parameter
10.weight [2, 2] parameter
10.bias [2] parameter
12.weight [2, 2] parameter
12.bias [2] parameter
14.weight [2, 2] parameter
14.bias [2] parameter
16.weight [2, 2] parameter
16.bias [2] parameter
)";
inline constexpr long more_arguments_count = 54;

inline constexpr char images[] = R"(Sequential(
  (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
  (1): Conv2d(6, 4, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2, bias=False)
  (2): Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=same)
  (3): BatchNorm2d(4, eps=1e-05, momentum=0.2, affine=True, track_running_stats=True)
  (4): PReLU(num_parameters=4)
  (5): PReLU(num_parameters=1)
  (6): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (7): MaxPool2d(kernel_size=(3, 2), stride=(1, 2), padding=1, dilation=(1, 1), ceil_mode=False)
  (8): AvgPool2d(kernel_size=2, stride=1, padding=0)
  (9): AvgPool2d(kernel_size=(1, 3), stride=(1, 3), padding=(0, 1))
  (10): GLU(dim=1)
  (11): Softmax(dim=2)
  (12): LayerNorm((2, 3, 1), eps=1e-05, elementwise_affine=True)
  (13): Dropout(p=0.5, inplace=False)
  (14): Dropout(p=0.25, inplace=False)
  (15): Flatten(start_dim=1, end_dim=-1)
  (16): Linear(in_features=6, out_features=2, bias=True)
))";
inline constexpr char images_state[] = R"(0.weight [6, 1, 5, 5] parameter
0.bias [6] parameter
1.weight [4, 3, 3, 2] parameter
2.weight [4, 4, 3, 3] parameter
2.bias [4] parameter
3.weight [4] parameter
3.bias [4] parameter
3.running_mean [4] buffer
3.running_var [4] buffer
4.weight [4] parameter
5.weight [1] parameter
12.weight [2, 3, 1] parameter
12.bias [2, 3, 1] parameter
16.weight [2, 6] parameter
16.bias [2] parameter
)";
inline constexpr long images_count = 415;

inline constexpr char steps[] = R"(Sequential(
  (0): Conv1d(2, 4, kernel_size=(3,), stride=(1,))
  (1): Conv1d(4, 4, kernel_size=(3,), stride=(2,), padding=(1,), groups=4, bias=False)
  (2): Conv1d(4, 6, kernel_size=(3,), stride=(1,), padding=same, dilation=(2,))
  (3): BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (4): LSTM(4, 20, batch_first=True)
  (5): GLU(dim=-1)
))";
inline constexpr char steps_state[] = R"(0.weight [4, 2, 3] parameter
0.bias [4] parameter
1.weight [4, 1, 3] parameter
2.weight [6, 4, 3] parameter
2.bias [6] parameter
3.weight [4] parameter
3.bias [4] parameter
3.running_mean [4] buffer
3.running_var [4] buffer
4.weight_ih_l0 [80, 4] parameter
4.weight_hh_l0 [80, 20] parameter
4.bias_ih_l0 [80] parameter
4.bias_hh_l0 [80] parameter
)";
inline constexpr long steps_count = 2206;

inline constexpr char words[] = R"(Sequential(
  (0): Embedding(10, 3)
  (1): LSTM(3, 5, batch_first=True)
  (2): Softmax(dim=-1)
))";
inline constexpr char words_state[] = R"(0.weight [10, 3] parameter
1.weight_ih_l0 [20, 3] parameter
1.weight_hh_l0 [20, 5] parameter
1.bias_ih_l0 [20] parameter
1.bias_hh_l0 [20] parameter
)";
inline constexpr long words_count = 230;

inline constexpr char eleven[] = R"(Sequential(
  (0): Tanh()
  (1): Tanh()
  (2): Tanh()
  (3): Tanh()
  (4): Tanh()
  (5): Tanh()
  (6): Tanh()
  (7): Tanh()
  (8): Tanh()
  (9): Tanh()
  (10): Linear(in_features=2, out_features=2, bias=True)
))";
inline constexpr char eleven_state[] = R"(10.weight [2, 2] parameter
10.bias [2] parameter
)";
inline constexpr long eleven_count = 6;

}  // namespace golden
