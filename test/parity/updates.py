"""Where PyTorch's optimizers take the weights of emitted models, in doubles."""

import emitted
import layers
import torch

# TensorFlow.js adds ε = 1e-7 to the root as PyTorch does, but to what stands under the root in RMSProp.
EPSILON = 1e-7


class RMSProp(torch.optim.Optimizer):
    """As PyTorch's, with ε under the root."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr, "alpha": 0.9})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                mean = self.state[parameter].setdefault("square_avg", torch.zeros_like(parameter))
                mean.mul_(group["alpha"]).addcmul_(parameter.grad, parameter.grad, value=1 - group["alpha"])
                parameter.addcdiv_(parameter.grad, torch.sqrt(mean + EPSILON), value=-group["lr"])


OPTIMIZERS = {
    "sgd": lambda weights, rate, _: torch.optim.SGD(weights, rate),
    "momentum": lambda weights, rate, _: torch.optim.SGD(weights, rate, momentum=0.9),
    "rmsprop": lambda weights, rate, _: RMSProp(weights, rate),
    "adam": lambda weights, rate, _: torch.optim.Adam(weights, rate, eps=EPSILON),
    "adamw": lambda weights, rate, decay: torch.optim.AdamW(weights, rate, eps=EPSILON, weight_decay=decay),
}

SCHEDULES = {
    "constant": lambda optimizer, _: torch.optim.lr_scheduler.ConstantLR(optimizer, 1.0),
    "cosine": lambda optimizer, t: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, t["steps"]),
    "step": lambda optimizer, t: torch.optim.lr_scheduler.StepLR(optimizer, t["decayEvery"], t["decay"]),
    "exponential": lambda optimizer, t: torch.optim.lr_scheduler.ExponentialLR(
        optimizer, t["decay"] ** (1 / t["decayEvery"])
    ),
}


def figures(runs):
    return {f"steps with {run['name']}": reached(run) for run in runs}


def reached(run):
    training = run["training"]
    weights = {name: emitted.tensor(each).requires_grad_() for name, each in run["variables"].items()}
    optimizer = OPTIMIZERS[training["optimizer"]](
        list(weights.values()), training["learningRate"], training.get("weightDecay")
    )
    schedule = SCHEDULES[training.get("schedule", "constant")](optimizer, training)
    for batch in run["batches"]:
        optimizer.zero_grad()
        loss(weights, torch.tensor(batch, dtype=torch.float64).reshape(-1, 2)).backward()
        if training.get("clipping") == "norm":
            torch.nn.utils.clip_grad_norm_(weights.values(), training["clipNorm"])
        optimizer.step()
        schedule.step()
    return torch.cat([each.detach().flatten() for each in weights.values()]).numpy()


def loss(weights, x):
    """The mean squared error, summed over the plane, of the auto-encoder that the steps are compared on."""
    h = torch.tanh(layers.affine(x, weights, "encoder.dense1"))
    z = layers.affine(h, weights, "code")
    h = torch.relu(layers.affine(z, weights, "decoder.dense1"))
    return (layers.affine(h, weights, "decoder.dense2") - x).square().sum(1).mean()
