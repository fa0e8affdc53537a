"""The energies of emitted modules and their gradients, by PyTorch in doubles."""

import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "leakyRelu": lambda x: F.leaky_relu(x, 0.2),
    "elu": F.elu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "silu": F.silu,
}

# Each gives one number a sample from samples and predictions `[batch, 64]`.
DISTANCES = {
    "squared-error": lambda x, guess: F.mse_loss(guess, x, reduction="none").sum(1),
    "absolute-error": lambda x, guess: F.l1_loss(guess, x, reduction="none").sum(1),
    "huber": lambda x, guess: F.huber_loss(guess, x, reduction="none").sum(1),
    "bernoulli": lambda x, logits: F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1),
    "cosine": lambda x, guess: 1 - F.cosine_similarity(guess, x, dim=1),
}

REGULARIZERS = {
    "l1": lambda z: z.norm(1, dim=1),
    "l2": lambda z: z.norm(2, dim=1) ** 2,
    "variance": lambda z: F.relu(1 - torch.sqrt(z.var(0, unbiased=False) + 1e-4)).mean(),
}


def figures(emissions):
    result = {}
    for emission in emissions:
        energies, gradient = energy(emission)
        result[f"{emission['name']}: energies"] = energies.detach().numpy()
        result[f"{emission['name']}: gradient"] = gradient.numpy()
    return result


def energy(emission):
    parameters = {
        name: torch.tensor(each["values"], dtype=torch.float64).reshape(each["shape"]).requires_grad_()
        for name, each in emission["variables"].items()
    }
    x = torch.tensor(emission["x"], dtype=torch.float64).reshape(-1, 8, 8, 1)
    features = stack(emission["layers"], parameters, x)
    if emission["code"] == "gaussian":
        posterior = torch.distributions.Normal(
            dense(features, parameters, "code.mean"), torch.exp(dense(features, parameters, "code.logVariance") / 2)
        )
        prior = torch.distributions.Normal(0.0, 1.0)
        energies = 0.7 * torch.distributions.kl_divergence(posterior, prior).sum(1)
    else:
        code = dense(features, parameters, "code")
        prediction = torch.tanh(dense(code, parameters, "decoder.dense1"))
        energies = DISTANCES[emission["distance"]](x.flatten(1), prediction)
        if "regularizer" in emission:
            energies = energies + 0.7 * REGULARIZERS[emission["regularizer"]](code)
    gradients = torch.autograd.grad(energies.mean(), list(parameters.values()))
    return energies, torch.cat([gradient.flatten() for gradient in gradients])


def dense(x, parameters, path):
    return x @ parameters[f"{path}.weights"] + parameters[f"{path}.bias"]


def stack(layers, parameters, x):
    """Samples stay `[batch, height, width, channel]` between layers."""
    counts = {}
    for layer in layers:
        kind = layer["layer"]
        counts[kind] = counts.get(kind, 0) + 1
        path = f"encoder.{kind.replace('-transpose', 'Transpose')}{counts[kind]}"
        x = LAYERS[kind](layer, parameters, path, x)
        if kind in ("dense", "conv2d", "conv2d-transpose"):
            x = ACTIVATIONS[layer["activation"]](x)
    return x


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def same_padding(size, kernel, stride):
    """What TensorFlow puts before and behind an axis: the odd one behind."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def conv2d(layer, parameters, path, x):
    kernel, stride = parameters[f"{path}.kernel"], layer["stride"]
    image = channels_first(x)
    if layer["padding"] == "same":
        (top, bottom), (left, right) = (same_padding(size, layer["kernel"], stride) for size in image.shape[2:])
        image = F.pad(image, (left, right, top, bottom))
    return channels_last(F.conv2d(image, kernel.permute(3, 2, 0, 1), parameters[f"{path}.bias"], stride))


def conv2d_transpose(layer, parameters, path, x):
    """The transpose of the convolution from the larger image: what falls on that one's padding is cut off."""
    kernel, stride = parameters[f"{path}.kernel"], layer["stride"]
    height, width = (size * stride for size in x.shape[1:3])
    whole = F.conv_transpose2d(channels_first(x), kernel.permute(3, 2, 0, 1), stride=stride)
    top, left = (same_padding(size, layer["kernel"], stride)[0] for size in (height, width))
    return channels_last(whole[:, :, top : top + height, left : left + width]) + parameters[f"{path}.bias"]


def pool2d(layer, _, __, x):
    pool = F.max_pool2d if layer["kind"] == "max" else F.avg_pool2d
    return channels_last(pool(channels_first(x), layer["size"]))


def upsample2d(layer, _, __, x):
    return channels_last(F.interpolate(channels_first(x), scale_factor=layer["factor"], mode="nearest"))


def residual(layer, parameters, path, x):
    inner = ACTIVATIONS[layer["activation"]](dense(x, parameters, f"{path}.in"))
    return x + dense(inner, parameters, f"{path}.out")


LAYERS = {
    "flatten": lambda _, __, ___, x: x.flatten(1),
    "dense": lambda _, parameters, path, x: dense(x, parameters, path),
    "conv2d": conv2d,
    "conv2d-transpose": conv2d_transpose,
    "pool2d": pool2d,
    "upsample2d": upsample2d,
    "residual": residual,
}
