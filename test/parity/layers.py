"""The layers of emitted modules, by PyTorch. Samples stay `[batch, ...sites, channel]` between them."""

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


def stack(written, parameters, block, x):
    counts, skipped = {}, []
    for layer in written:
        kind = layer["layer"]
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "skip":
            skipped.append(x)
        elif kind == "join":
            other = skipped.pop()
            x = x + other if layer["how"] == "add" else torch.cat([x, other], -1)
        else:
            path = f"{block}.{kind.replace('-transpose', 'Transpose')}{counts[kind]}"
            x = LAYERS[kind](layer, parameters, path, x)
            if kind != "residual":
                x = ACTIVATIONS[layer.get("activation", "linear")](x)
    return x


def affine(x, parameters, path):
    return x @ parameters[f"{path}.weights"] + parameters[f"{path}.bias"]


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def same_padding(size, kernel, stride):
    """What TensorFlow puts before and behind an axis: the odd one behind."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def kernel_of(layer, parameters, path, dimensions):
    """`[first, second, ...sides]` from `[...sides, second, first]`, where one axis is an image of width 1."""
    kernel = parameters[f"{path}.kernel"]
    sides = [layer["kernel"]] * dimensions
    return kernel.reshape(*sides, *kernel.shape[-2:]).permute(-1, -2, *range(dimensions))


def convolution(dimensions):
    convolve = (F.conv1d, F.conv2d, F.conv3d)[dimensions - 1]

    def layer_of(layer, parameters, path, x):
        grid, stride = channels_first(x), layer["stride"]
        if layer["padding"] == "same":
            # F.pad counts axes from the last.
            pads = [same_padding(size, layer["kernel"], stride) for size in reversed(grid.shape[2:])]
            grid = F.pad(grid, [each for pair in pads for each in pair])
        kernel = kernel_of(layer, parameters, path, dimensions)
        return channels_last(convolve(grid, kernel, parameters[f"{path}.bias"], stride))

    return layer_of


def transposed_convolution(dimensions):
    """The transpose of the convolution from the larger grid: what falls on that one's padding is cut off."""
    spread = (F.conv_transpose1d, F.conv_transpose2d)[dimensions - 1]

    def layer_of(layer, parameters, path, x):
        stride = layer["stride"]
        whole = spread(channels_first(x), kernel_of(layer, parameters, path, dimensions), stride=stride)
        for axis in range(1, dimensions + 1):
            size = x.shape[axis] * stride
            whole = whole.narrow(axis + 1, same_padding(size, layer["kernel"], stride)[0], size)
        return channels_last(whole) + parameters[f"{path}.bias"]

    return layer_of


def pooling(dimensions):
    largest = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[dimensions - 1]

    def layer_of(layer, _, __, x):
        grid, size = channels_first(x), layer["size"]
        # Patches at the edges hold what lies inside: padding stands behind, or before too where two are missing.
        pads = [same_padding(side, size, size) for side in reversed(grid.shape[2:])]
        flat = [each for pair in pads for each in pair]
        if layer["kind"] == "max":
            return channels_last(largest(F.pad(grid, flat, value=-torch.inf), size))
        mean = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[dimensions - 1]
        inside = mean(F.pad(torch.ones_like(grid), flat), size)
        return channels_last(mean(F.pad(grid, flat), size) / inside)

    return layer_of


def upsample(layer, _, __, x):
    return channels_last(F.interpolate(channels_first(x), scale_factor=layer["factor"], mode="nearest"))


def residual(layer, parameters, path, x):
    inner = ACTIVATIONS[layer["activation"]](affine(x, parameters, f"{path}.in"))
    return x + affine(inner, parameters, f"{path}.out")


def normalization(layer, parameters, path, x):
    if layer["kind"] == "layer":
        normal = F.layer_norm(x, x.shape[1:])
    elif layer["kind"] == "instance":
        normal = channels_last(F.instance_norm(channels_first(x)))
    else:
        normal = x / torch.sqrt(x.square().mean(tuple(range(1, x.dim())), keepdim=True) + 1e-5)
    return normal * parameters[f"{path}.gain"] + parameters[f"{path}.bias"]


def embedding(layer, parameters, path, x):
    vectors = x @ parameters[f"{path}.vectors"]
    return vectors + parameters[f"{path}.places"] if layer["places"] == "learned" else vectors


def attention(layer, parameters, path, x):
    query, key, value, output = (parameters[f"{path}.{name}"] for name in ("query", "key", "value", "output"))
    sites = x.flatten(1, -2).transpose(0, 1)
    channels = x.shape[-1]
    nothing = torch.zeros(3 * channels, dtype=x.dtype)
    read, _ = F.multi_head_attention_forward(
        *(sites,) * 3,
        channels,
        layer["heads"],
        torch.cat([query.T, key.T, value.T]),
        nothing,
        None,
        None,
        False,
        0.0,
        output.T,
        nothing[:channels],
        need_weights=False,
    )
    return x + read.transpose(0, 1).reshape(x.shape)


def shrinkage(layer, parameters, path, x):
    weights, lateral, threshold = (parameters[f"{path}.{name}"] for name in ("weights", "lateral", "threshold"))

    def shrunk(v):
        return torch.sign(v) * F.relu(v.abs() - threshold)

    driven = x @ weights
    z = shrunk(driven)
    for _ in range(layer["iterations"]):
        z = shrunk(driven + z @ lateral)
    return z


LAYERS = {
    "flatten": lambda _, __, ___, x: x.flatten(1),
    "reshape": lambda layer, _, __, x: x.reshape(-1, *layer["shape"]),
    # It drops nothing but while it trains.
    "dropout": lambda _, __, ___, x: x,
    "dense": lambda _, parameters, path, x: affine(x, parameters, path),
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"conv{n}d-transpose": transposed_convolution(n) for n in (1, 2)},
    **{f"pool{n}d": pooling(n) for n in (1, 2, 3)},
    **{f"upsample{n}d": upsample for n in (1, 2, 3)},
    "residual": residual,
    "normalization": normalization,
    "embedding": embedding,
    "attention": attention,
    "shrinkage": shrinkage,
}
