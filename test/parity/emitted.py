"""The energies of emitted modules and their gradients, by PyTorch in doubles."""

import json
import math

import layers
import torch
from torch.nn import functional as F


def blurred(image):
    """The binomial taps of Burt & Adelson 1983, each way."""
    taps = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], dtype=image.dtype) / 16
    return F.conv2d(image, torch.outer(taps, taps)[None, None], padding=2)


def laplacian_pyramid(x, guess, levels=3):
    error, total = (x - guess).permute(0, 3, 1, 2), 0
    for level in range(levels):
        low = blurred(error) if level < levels - 1 else torch.zeros_like(error)
        total = total + 4**level * (error - low).abs().flatten(1).sum(1)
        error = F.avg_pool2d(low, 2)
    return total


# Each gives one number a sample from samples and predictions `[batch, height, width, channel]`.
DISTANCES = {
    "squared-error": lambda x, guess: F.mse_loss(guess, x, reduction="none").flatten(1).sum(1),
    "absolute-error": lambda x, guess: F.l1_loss(guess, x, reduction="none").flatten(1).sum(1),
    "huber": lambda x, guess: F.huber_loss(guess, x, reduction="none").flatten(1).sum(1),
    "bernoulli": lambda x, logits: F.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1),
    "categorical": lambda x, logits: F.cross_entropy(
        logits.permute(0, 3, 1, 2), x.permute(0, 3, 1, 2), reduction="none"
    ).flatten(1).sum(1),
    "cosine": lambda x, guess: 1 - F.cosine_similarity(guess.flatten(1), x.flatten(1), dim=1),
    "laplacian-pyramid": laplacian_pyramid,
}


def off_diagonal(c):
    return c[~torch.eye(len(c), dtype=torch.bool)].square().sum()


def kl(posterior):
    return torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0.0, 1.0)).sum(1)


def decorrelation(a, b, weight_of_redundancy=0.0051):
    a, b = (F.batch_norm(each, None, None, training=True, eps=1e-5) for each in (a, b))
    c = a.T @ b / len(a)
    return (1 - c.diagonal()).square().sum() + weight_of_redundancy * off_diagonal(c)


def info_nce(a, b, temperature=0.1):
    cosines = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T
    return F.cross_entropy(cosines / temperature, torch.arange(len(a)))


def isotropic_gaussian(z):
    """Along the direction of ones."""
    t = torch.arange(-8, 9, dtype=z.dtype) * 0.625
    angles = (z.sum(1) / math.sqrt(z.shape[1]))[:, None] * t
    normal = torch.exp(-(t**2) / 2)
    gap = (torch.exp(1j * angles).mean(0) - normal).abs() ** 2
    return len(z) * torch.trapezoid(gap * normal, t)


def entropy(logits, of="sample"):
    p = torch.distributions.Categorical(logits=logits)
    if of != "batch":
        return p.entropy()
    return math.log(logits.shape[1]) + (p.probs * p.probs.mean(0).log()).sum(1)


def contractive(code, x):
    """Along the direction of ones."""
    (pulled,) = torch.autograd.grad(code.sum(), x, create_graph=True)
    return pulled.flatten(1).square().sum(1)


# Of the code, and of what the second port reads.
REGULARIZERS = {
    "kl": kl,
    "l1": lambda z: z.norm(1, dim=1),
    "l2": lambda z: z.norm(2, dim=1) ** 2,
    "group": lambda z, size: z.reshape(len(z), -1, size).norm(2, dim=2).sum(1),
    "variance": lambda z: F.relu(1 - torch.sqrt(z.var(0, unbiased=False) + 1e-4)).mean(),
    "covariance": lambda z: off_diagonal(torch.cov(z.T)) / z.shape[1],
    "decorrelation": decorrelation,
    "info-nce": info_nce,
    "isotropic-gaussian": isotropic_gaussian,
    "entropy": entropy,
    "code-prediction": lambda z, guess: F.mse_loss(guess, z, reduction="none").sum(1),
    "contractive": contractive,
    "weight-decay": lambda weights: sum(each.square().sum() for each in weights),
}


def figures(emissions):
    result = {}
    for emission in emissions:
        energies, gradient = energy(emission)
        result[f"{emission['name']}: energies"] = energies.detach().reshape(-1).numpy()
        result[f"{emission['name']}: gradient"] = gradient.numpy()
    return result


def energy(emission):
    parameters = {name: tensor(each).requires_grad_() for name, each in emission["variables"].items()}
    x = tensor(emission["x"]).requires_grad_()
    energies = sum(terms(json.loads(emission["graph"])["nodes"], parameters, x))
    gradients = torch.autograd.grad(energies.mean(), list(parameters.values()), allow_unused=True)
    filled = (torch.zeros_like(p) if g is None else g for p, g in zip(parameters.values(), gradients))
    return energies, torch.cat([gradient.flatten() for gradient in filled])


def tensor(array):
    return torch.tensor(array["values"], dtype=torch.float64).reshape(array["shape"])


def terms(nodes, parameters, x):
    """Every weighted term of a graph: encoder → code → decoder → distance, and a regularizer of the code."""
    features = layers.stack(nodes["encoder"]["layers"], parameters, "encoder", x)
    if "potential" in nodes:
        yield features[:, 0]
        return
    if nodes["code"]["kind"] == "gaussian":
        mean, log_variance = (layers.affine(features, parameters, f"code.{part}") for part in ("mean", "logVariance"))
        code = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
    else:
        code = layers.affine(features, parameters, "code")
    if "distance" in nodes:
        guess = layers.stack(nodes["decoder"]["layers"], parameters, "decoder", code)
        yield DISTANCES[nodes["distance"]["block"]](x, guess)
    if "term" in nodes:
        block, weight, *_ = nodes["term"].values()
        settings = {name: value for name, value in nodes["term"].items() if name not in ("block", "weight")}
        read = [code]
        if block == "weight-decay":
            read = [[each for name, each in parameters.items() if name.startswith("encoder.")]]
        elif block == "contractive":
            read.append(x)
        elif "other" in nodes:
            read.append(layers.stack(nodes["other"]["layers"], parameters, "other", x))
        yield weight * REGULARIZERS[block](*read, **settings)
