"""Writes losses_optimizers_golden.json beside itself: run with torch 1.13 and torchvision 0.14 on a CPU, in float64.

Inputs are wave(phase, shape) = sin(phase + 0.7 i) over the flattened index i, in the tests too.
"""
import json, math, os, warnings
import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler as L

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
golden = {"losses": {}, "optimizers": {}, "schedules": {}}

def wave(phase, *shape):
    n = math.prod(shape)
    return torch.tensor([math.sin(phase + 0.7 * i) for i in range(n)]).reshape(shape)

def loss(name, f):
    golden["losses"][name] = {r: f(r).reshape(-1).tolist() for r in ("none", "mean", "sum")}

x, y = 2 * wave(0.1, 4, 5), 2 * wave(1.3, 4, 5)
binary = (wave(2.0, 4, 5) > 0).double()
c = torch.tensor([0, 3, 4, 1])
w = torch.tensor([0.5, 1.0, 2.0, 0.1, 1.5])
soft = torch.softmax(y, 1)
x3, c3 = x.reshape(2, 5, 2), torch.tensor([[0, 4], [-100, 2]])
loss("l1", lambda r: F.l1_loss(x, y, reduction=r))
loss("mse", lambda r: F.mse_loss(x, y, reduction=r))
loss("smooth_l1", lambda r: F.smooth_l1_loss(x, y, reduction=r))
loss("smooth_l1_0.3", lambda r: F.smooth_l1_loss(x, y, reduction=r, beta=0.3))
loss("huber", lambda r: F.huber_loss(x, y, reduction=r))
loss("huber_0.3", lambda r: F.huber_loss(x, y, reduction=r, delta=0.3))
loss("msle", lambda r: F.mse_loss(torch.log1p(x.abs()), torch.log1p(y.abs()), reduction=r))
loss("bce", lambda r: F.binary_cross_entropy(torch.sigmoid(x), soft, reduction=r))
loss("bce_logits", lambda r: F.binary_cross_entropy_with_logits(x, soft, reduction=r))
loss("bce_logits_pos", lambda r: F.binary_cross_entropy_with_logits(x, binary, pos_weight=w, reduction=r))
loss("ce", lambda r: F.cross_entropy(x, c, reduction=r))
loss("ce_weight_smooth", lambda r: F.cross_entropy(x, c, weight=w, label_smoothing=0.1, reduction=r))
loss("ce_ignore", lambda r: F.cross_entropy(x3, c3, weight=w, reduction=r))
loss("ce_soft", lambda r: F.cross_entropy(x, soft, weight=w, label_smoothing=0.2, reduction=r))
loss("nll", lambda r: F.nll_loss(F.log_softmax(x, 1), c, weight=w, ignore_index=3, reduction=r))
loss("kl", lambda r: F.kl_div(F.log_softmax(x, 1), soft, reduction=r))
loss("kl_log", lambda r: F.kl_div(F.log_softmax(x, 1), soft.log(), log_target=True, reduction=r))
loss("kl_batch", lambda r: F.kl_div(F.log_softmax(x, 1), soft, reduction="batchmean"))
loss("margin1", lambda r: F.multi_margin_loss(x, c, reduction=r))
loss("margin2", lambda r: F.multi_margin_loss(x, c, p=2, margin=0.5, reduction=r))
loss("multilabel", lambda r: F.multilabel_soft_margin_loss(x, binary, reduction=r))
loss("triplet", lambda r: F.triplet_margin_loss(x, y, wave(5.0, 4, 5), margin=2, swap=True, reduction=r))
loss("cosine", lambda r: F.cosine_embedding_loss(x, y, torch.tensor([1, -1, 1, -1]), margin=-0.5, reduction=r))

def trajectory(name, make, steps=6, closure=False):
    p = [wave(0.2, 3, 4).requires_grad_(), wave(0.9, 4).requires_grad_()]
    opt = make(p)
    path = []
    def evaluate():
        for q in p:
            q.grad = None
        value = ((torch.tanh(wave(0.5, 6, 3) @ p[0] + p[1]) - wave(1.7, 6, 4)) ** 2).mean()
        value.backward()
        return value
    for _ in range(steps):
        if closure:
            opt.step(evaluate)
        else:
            evaluate()
            opt.step()
        path.append(torch.cat([q.detach().reshape(-1) for q in p]).tolist())
    golden["optimizers"][name] = path

class Plain(torch.optim.Optimizer):
    """The update rule given as a function of parameter, gradient, its memory and the step."""
    def __init__(self, params, rule):
        super().__init__(params, {})
        self.rule, self.t = rule, 0
    @torch.no_grad()
    def step(self):
        self.t += 1
        for p in self.param_groups[0]["params"]:
            self.rule(p, p.grad, self.state[p], self.t)

def adam_uncorrected(p, g, s, t):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g * g
    p -= 0.01 * s["m"] / (s["v"].sqrt() + 1e-8)

def lars(trust, decay, exclude):
    def rule(p, g, s, t):
        d = g
        if p.dim() > 1 or not exclude:
            d = (g + decay * p) * trust * p.norm() / (g.norm() + decay * p.norm())
        s["v"] = 0.9 * s.get("v", 0) + d
        p -= 0.5 * s["v"]
    return rule

O = torch.optim
trajectory("sgd", lambda p: O.SGD(p, lr=0.1))
trajectory("sgd_momentum", lambda p: O.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01))
trajectory("sgd_dampening", lambda p: O.SGD(p, lr=0.1, momentum=0.9, dampening=0.3))
trajectory("sgd_nesterov", lambda p: O.SGD(p, lr=0.1, momentum=0.9, nesterov=True))
trajectory("adagrad", lambda p: O.Adagrad(p, lr=0.1))
trajectory("adagrad_all", lambda p: O.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.01, initial_accumulator_value=0.2))
trajectory("rmsprop", lambda p: O.RMSprop(p, lr=0.01))
trajectory("rmsprop_all", lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, centered=True, weight_decay=0.01))
trajectory("adam", lambda p: O.Adam(p, lr=0.01))
trajectory("adam_all", lambda p: O.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True))
trajectory("adam_uncorrected", lambda p: Plain(p, adam_uncorrected))
trajectory("adamw", lambda p: O.AdamW(p, lr=0.01))
trajectory("adamw_all", lambda p: O.AdamW(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1, amsgrad=True))
trajectory("lars", lambda p: Plain(p, lars(0.02, 0.1, True)))
trajectory("lars_all", lambda p: Plain(p, lars(0.02, 0.1, False)))
trajectory("lbfgs", lambda p: O.LBFGS(p, lr=0.3, max_iter=3, history_size=4), closure=True)
trajectory("lbfgs_wolfe", lambda p: O.LBFGS(p, max_iter=4, history_size=5, line_search_fn="strong_wolfe"), closure=True)

def schedule(name, make, steps=24, metric=None):
    opt = O.SGD([torch.zeros(1, requires_grad=True)], lr=0.2, momentum=0.9)
    s = make(opt)
    out = []
    for i in range(steps):
        g = opt.param_groups[0]
        out.append([g["lr"], g["momentum"]])
        opt.step()
        s.step(metric(i)) if metric else s.step()
    golden["schedules"][name] = out

schedule("step", lambda o: L.StepLR(o, 5, 0.5))
schedule("multistep", lambda o: L.MultiStepLR(o, [3, 8, 8, 15], 0.3))
schedule("exponential", lambda o: L.ExponentialLR(o, 0.9))
schedule("inverse", lambda o: L.LambdaLR(o, lambda t: 1 / (1 + 0.2 * t)))
schedule("cosine", lambda o: L.CosineAnnealingLR(o, 10, 0.01))
schedule("warmup", lambda o: L.SequentialLR(o, [L.LinearLR(o, 0.1, 1, 6), L.StepLR(o, 5, 0.5)], [6]))
schedule("onecycle", lambda o: L.OneCycleLR(o, 0.2, total_steps=25))
schedule("onecycle_all", lambda o: L.OneCycleLR(o, 0.2, total_steps=25, pct_start=0.4, div_factor=5, final_div_factor=10,
                                                base_momentum=0.7, max_momentum=0.9))
schedule("polynomial", lambda o: L.PolynomialLR(o, 15, 0.9))
metric = lambda i: math.sin(0.9 * i) / (1 + 0.1 * i)
schedule("plateau", lambda o: L.ReduceLROnPlateau(o, patience=2), metric=metric)
schedule("plateau_all", lambda o: L.ReduceLROnPlateau(o, mode="max", factor=0.5, patience=1, threshold=0.05,
    threshold_mode="abs", cooldown=2, min_lr=0.03), metric=metric)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses_optimizers_golden.json")
with open(path, "w") as f:
    f.write(",\n".join(json.dumps(golden, separators=(",", ":")).split(",\"")).replace(",\n", ",\n\"") + "\n")
json.load(open(path))
