"""Makes the checkpoint files of CheckpointsTest with PyTorch 1.13: python3 make_checkpoints.py FOLDER.

The two evil files only name os.system and eval; the commands in them do nothing.
"""
import argparse
import collections
import os
import struct
import json
import sys

import numpy as np
import torch

out = sys.argv[1]


def save(value, name, zip_format=True):
    torch.save(value, os.path.join(out, name), _use_new_zipfile_serialization=zip_format)


weights = collections.OrderedDict([
    ("conv.weight", torch.arange(24, dtype=torch.float32).reshape(2, 3, 2, 2) / 8 - 1),
    ("conv.bias", torch.tensor([0.5, -0.25])),
    ("bn.num_batches_tracked", torch.tensor(7)),
])
layer = torch.nn.BatchNorm2d(2)
module = torch.nn.Sequential(layer).state_dict()  # carries _metadata

save(weights, "plain.pth")
save(weights, "plain-legacy.pth", False)
save(module, "module.pth")
save({"epoch": 12, "best": np.float64(0.75), "lr": 0.1, "args": argparse.Namespace(arch="lenet5", depth=3),
      "milestones": collections.Counter([3, 5]), "seen": {1, 2}, "device": torch.device("cpu"),
      "dtype": torch.float16, "size": torch.Size([2, 3]), "big": 2 ** 70, "none": None, "flag": True,
      "state_dict": {"module." + k: v for k, v in weights.items()},
      "optimizer": {"state": collections.defaultdict(dict, {0: {"step": torch.tensor(3.0)}}),
                    "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": [0, 1]}]}}, "nested.pth")
save({"model": weights, "model_ema": {"n_averaged": torch.tensor(4), **{"module." + k: v * 2 for k, v in weights.items()}}},
     "ema.pth")
save({"encoder": {"w": torch.ones(1)}, "decoder": {"w": torch.zeros(1)}}, "groups.pth")

base = torch.arange(12, dtype=torch.float32)
views = {"base": base, "same": base, "transposed": base.view(3, 4).t(), "slice": base[2:11:3], "last": base[11],
         "expanded": base[:3].view(3, 1).expand(3, 4), "empty": torch.zeros(0, 5),
         "parameter": torch.nn.Parameter(base[4:8].clone())}
save(views, "views.pth")
save(views, "views-legacy.pth", False)
types = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i64": torch.int64,
         "i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8, "bool": torch.bool,
         "c64": torch.complex64}
save({k: torch.tensor([0, 1, 2, 100]).to(t) for k, t in types.items()}, "types.pth")
save({k: torch.tensor([0, 1, 2, 100]).to(t) for k, t in types.items()}, "types-legacy.pth", False)


class Evil:
    def __init__(self, call, *arguments):
        self.what = call, arguments

    def __reduce__(self):
        return self.what


save({"w": torch.ones(2), "x": Evil(os.system, "true")}, "evil-system.pth")
save({"w": torch.ones(2), "x": Evil(eval, "1")}, "evil-eval-legacy.pth", False)
torch.jit.save(torch.jit.script(torch.nn.ReLU()), os.path.join(out, "script.pt"))

# safetensors by hand: 8 bytes of header length, JSON, data.
header, data = {"__metadata__": {"format": "pt"}}, b""
for name, kind, array in (("b", "F32", np.array([1.5, -2], "<f4")), ("a", "I64", np.arange(6, dtype="<i8").reshape(2, 3)),
                          ("flags", "BOOL", np.array([1, 0, 1], "u1")), ("scalar", "F64", np.array(0.125, "<f8"))):
    header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(os.path.join(out, "small.safetensors"), "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + data)
