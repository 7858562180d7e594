# SPDX-License-Identifier: BSL-1.0
"""fit.py > fit.hpp: training in minibatches by PyTorch, with DataLoader(shuffle=True) and a schedule. Debian's python3-torch.

Losses as fit counts them: of training the mean over the samples, each before its batch's update; of validation after the epoch.
"""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)
torch.manual_seed(11)
net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
x, x_val = torch.randn(23, 2), torch.randn(7, 2)
t, t_val = (x[:, :1] * x[:, 1:]).sin(), (x_val[:, :1] * x_val[:, 1:]).sin()
optimizer, loss_fn = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9), nn.MSELoss()
print(f'// SPDX-License-Identifier: BSL-1.0\n// Written by fit.py with torch {torch.__version__}.\n#pragma once\n')
for name, drop_last in (('kept', False), ('dropped', True)):
    print(f'// Ten epochs in batches of 5, the last {name}: training loss, validation loss.')
    print(f'inline constexpr double fit_{name}[10][2] = {{')
    for epoch in range(10):
        optimizer.param_groups[0]['lr'] = 0.1 / (1 + epoch)
        total = count = 0
        for x_batch, t_batch in DataLoader(TensorDataset(x, t), batch_size=5, shuffle=True, drop_last=drop_last):
            loss = loss_fn(net(x_batch), t_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, count = total + loss.item() * len(x_batch), count + len(x_batch)
        print(f'    {{{total / count:.8g}, {loss_fn(net(x_val), t_val).item():.8g}}},')
    print('};')
