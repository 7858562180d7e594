# SPDX-License-Identifier: BSL-1.0
"""printing.py > printing.hpp: what torch prints of tensors. Debian's python3-torch.

A case is a type, a shape, the values and the text. Values are written in decimal with 9 or 17 digits, which is exact.
"""
import torch

nan, inf = float('nan'), float('inf')
TYPES = {torch.float32: ('float', 9), torch.float64: ('double', 17), torch.int32: ('int', 0)}


def number(value, type_name, digits):
    text = f'{value:.{digits}g}'
    return text if type_name != 'float' else text + 'f' if '.' in text or 'e' in text else text + '.0f'


def case(name, tensor):
    type_name, digits = TYPES[tensor.dtype]
    values = ', '.join(('NAN' if v != v else 'INFINITY' if v == inf else '-INFINITY' if v == -inf else f'{v:.{digits}g}'.replace('-0', '-0.0') if v == 0 else number(v, type_name, digits))
                       if digits else str(v) for v in tensor.flatten().tolist())
    shape = ', '.join([type_name, *map(str, tensor.shape)])
    print(f'{{"{name}", printed<{shape}>({{{values}}}), R"({str(tensor)})"}},')


print(f'// SPDX-License-Identifier: BSL-1.0\n// Written by printing.py with torch {torch.__version__}: the elements of an array of cases.\n')
t = torch.tensor
case('digits', t([1, 2.5, -3.14159265, 0.00010001]))
case('whole', t([[13.], [8.]]))
case('whole and negative', t([[-13., 8., 0.], [100., -0., 7.]]))
case('scalar', t(3.5))
case('whole scalar', t(-2.))
case('double', t([0.1, 1 / 3], dtype=torch.float64))
case('double in lines', torch.arange(12, dtype=torch.float64) / 7)
case('int', t([[1, -20], [300, 4]], dtype=torch.int32))
case('int scalar', t(7, dtype=torch.int32))
case('ratio of 1000', t([0.5, 500.]))
case('ratio above 1000', t([0.5, 501.]))
case('below 1e-4', t([9.9e-5, 0.001]))
case('small but zero', t([0., 1e-30]))
case('whole up to 1e8', t([1e8, 2e7]))
case('whole above 1e8', t([1.1e8, 2e7]))
case('whole in ratio', t([1., 1001.]))
case('great exponents', t([1e38, 1e-38]))
case('three digits of exponent', t([1e300, 1e-5], dtype=torch.float64))
case('zeros', torch.zeros(2, 3))
case('nan', t([nan, 1.5, -inf, inf]))
case('nan among whole', t([nan, 15., -inf]))
case('only nan', t([nan, nan]))
case('negative infinity wider', t([-inf, 1.]))
case('half rounds to even', t([0.00005, 0.00015, 2.00005]))
case('three dimensions', torch.arange(12.).reshape(2, 2, 3))
case('four dimensions', torch.arange(8.).reshape(2, 2, 1, 2) / 4)
case('a long row', torch.arange(20.) - 3)
case('long rows', (torch.arange(44.).reshape(2, 22) - 20) / 8)
case('columns of one', t([[0.0170], [0.0094], [-0.0018], [-0.0026]]))
case('empty', torch.zeros(0))
case('empty rows', torch.zeros(0, 3))
case('empty columns', torch.zeros(2, 0))
case('empty double', torch.zeros(0, dtype=torch.float64))
case('empty int', torch.zeros(2, 0, dtype=torch.int32))
case('1000 are shown', torch.arange(1000.))
case('1001 are not', torch.arange(1001.))
case('many rows', torch.arange(1001.).reshape(143, 7) / 4)
case('many rows and columns', torch.arange(1064).reshape(7, 8, 19).to(torch.int32))
