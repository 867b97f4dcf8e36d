"""The works of `fovea bench` in PyTorch, for comparison on one machine.

    python3 peer.py WORK [--threads N] [--json]
    python3 peer.py classify:NAME [--batch N] [--threads N] [--json]

Prints the median time of a step in microseconds, like `fovea bench`; the second form is the plain way of
`fovea bench classify --models NAME`, for torchvision's networks.
"""
import argparse
import json
import resource
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

try:
    import torchvision
except ImportError:
    torchvision = None


def lenet5():
    class LeNet5(nn.Module):
        def __init__(self):
            super().__init__()
            self.c1 = nn.Conv2d(1, 6, 5)
            self.c2_1 = nn.Conv2d(6, 16, 5)
            self.c2_2 = nn.Conv2d(6, 16, 5)
            self.c3 = nn.Conv2d(16, 120, 5)
            self.f4 = nn.Linear(120, 84)
            self.f5 = nn.Linear(84, 10)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.c1(x)), 2)
            x = F.max_pool2d(F.relu(self.c2_1(x)), 2) + F.max_pool2d(F.relu(self.c2_2(x)), 2)
            x = F.relu(self.c3(x)).flatten(1)
            return F.log_softmax(self.f5(F.relu(self.f4(x))), -1)

    return LeNet5()


class LSTMChar(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(65, 512)
        self.rnn = nn.LSTM(512, 512, 2, batch_first=True)
        self.head = nn.Linear(512, 65)

    def forward(self, x):
        return self.head(self.rnn(self.embedding(x))[0])


def vit_tiny():
    from torchvision.models.vision_transformer import VisionTransformer
    return VisionTransformer(image_size=224, patch_size=16, num_layers=12, num_heads=3, hidden_dim=192, mlp_dim=768)


def trainer(model, optimizer, x, y):
    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x).flatten(0, -2), y.flatten()).backward()
        optimizer.step()
    return step


def classifier(name, batch):
    model = getattr(torchvision.models, name)(weights=None).eval()
    side = 299 if name == "inception_v3" else 224
    x = torch.randn(batch, 3, side, side)

    def step():
        with torch.inference_mode():
            model(x)
    return step, 1


def work(name, batch):
    torch.manual_seed(0)
    if name.startswith("classify:"):
        return classifier(name[len("classify:"):], batch)
    if name == "op-add":
        a, b = torch.randn(4, 4), torch.randn(4, 4)

        def many():
            for _ in range(10000):
                a + b
        return many, 10000
    if name == "mlp-batch1":
        model = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256))
        x = torch.randn(1, 256)

        def step():
            for p in model.parameters():
                p.grad = None
            model(x).square().mean().backward()
        return step, 1
    if name == "lenet5-fashion-mnist":
        model = lenet5()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        pixels = torch.randint(0, 256, (60000, 28, 28), dtype=torch.uint8)
        labels = torch.randint(0, 10, (60000,))

        def step():
            index = torch.randint(0, 60000, (64,))
            x = F.pad((pixels[index].unsqueeze(1).float() / 255 - 0.286) / 0.353, (2, 2, 2, 2))
            optimizer.zero_grad(set_to_none=True)
            F.nll_loss(model(x), labels[index]).backward()
            optimizer.step()
        return step, 1
    if name == "resnet18-train":
        model = torchvision.models.resnet18()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        return trainer(model, optimizer, torch.randn(8, 3, 224, 224), torch.randint(0, 1000, (8,))), 1
    if name == "vit-tiny-train":
        model = vit_tiny()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
        return trainer(model, optimizer, torch.randn(8, 3, 224, 224), torch.randint(0, 1000, (8,))), 1
    if name in ("resnet18-infer-1", "resnet18-infer-8", "vit-tiny-infer-8"):
        model = (vit_tiny() if name.startswith("vit") else torchvision.models.resnet18()).eval()
        x = torch.randn(int(name[-1]), 3, 224, 224)

        def step():
            with torch.inference_mode():
                model(x)
        return step, 1
    if name == "lstm-char":
        model = LSTMChar()
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
        return trainer(model, optimizer, torch.randint(0, 65, (50, 50)), torch.randint(0, 65, (50, 50))), 1
    raise SystemExit("unknown work " + name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--batch", type=int, default=1, help="pictures at once, for classify:NAME")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    step, per_call = work(options.work, options.batch)
    begin = time.perf_counter()
    while time.perf_counter() - begin < options.seconds / 4:
        step()
    times = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < options.seconds or len(times) < 5:
        t = time.perf_counter()
        step()
        times.append((time.perf_counter() - t) * 1e6 / per_call)
    result = {"work": options.work, "torch": torch.__version__, "threads": torch.get_num_threads(),
              "median_us": statistics.median(times), "fastest_us": min(times), "repetitions": len(times),
              "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(result) if options.json else result)


if __name__ == "__main__":
    main()
