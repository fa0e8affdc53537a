"""The models of the benchmark in PyTorch on one thread: for each line with a number of steps, how many milliseconds they took."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(1)


class Vae(nn.Module):
    def __init__(self, size, hidden, code, bernoulli):
        super().__init__()
        self.hidden = nn.Linear(size, hidden)
        self.mean = nn.Linear(hidden, code)
        self.log_variance = nn.Linear(hidden, code)
        self.raised = nn.Linear(code, hidden)
        self.output = nn.Linear(hidden, size)
        self.bernoulli = bernoulli

    def forward(self, x):
        h = self.hidden(x).relu()
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        y = self.output(self.raised(z).relu())
        if self.bernoulli:
            reconstruction = functional.binary_cross_entropy_with_logits(y, x, reduction="none").sum(1)
        else:
            reconstruction = (y - x).square().sum(1)
        kl = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(1)
        return (reconstruction + kl).mean()


class ConvAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fine = nn.Conv2d(1, 16, 3, stride=2, padding=1)
        self.coarse = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.code = nn.Linear(1568, 16)
        self.raised = nn.Linear(16, 1568)
        self.up = nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1)
        self.pixels = nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        maps = self.coarse(self.fine(x).relu()).relu()
        z = self.code(maps.flatten(1))
        logits = self.pixels(self.up(self.raised(z).relu().view(-1, 32, 7, 7)).relu())
        return functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3)).mean()


class SparseCoding(nn.Module):
    sparsity = 0.2

    def __init__(self):
        super().__init__()
        self.dictionary = nn.Parameter(nn.init.xavier_uniform_(torch.empty(128, 64)))

    @torch.no_grad()
    def fista(self, x):
        atoms = self.dictionary
        rate = 1 / (2 * torch.linalg.matrix_norm(atoms, 2) ** 2)
        z = ahead = torch.zeros(x.shape[0], 128)
        t = 1.0
        for _ in range(50):
            following = (1 + (1 + 4 * t * t) ** 0.5) / 2
            moved = ahead - rate * 2 * (ahead @ atoms - x) @ atoms.T
            shrunk = functional.softshrink(moved, (rate * self.sparsity).item())
            ahead = shrunk + (t - 1) / following * (shrunk - z)
            z, t = shrunk, following
        return z

    def forward(self, x):
        z = self.fista(x)
        return ((z @ self.dictionary - x).square().sum(1) + self.sparsity * z.abs().sum(1)).mean()

    @torch.no_grad()
    def project(self):
        self.dictionary /= self.dictionary.norm(dim=1, keepdim=True).clamp(min=1)


class ContrastiveDivergence(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(nn.Linear(2, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU(), nn.Linear(128, 1))

    def energy(self, x):
        return self.network(x).squeeze(1)

    def langevin(self, start):
        y = start.clone()
        for _ in range(20):
            y.requires_grad_(True)
            (slope,) = torch.autograd.grad(self.energy(y).sum(), y)
            y = (y - 0.01 * slope + 0.02**0.5 * torch.randn_like(y)).detach()
        return y

    def forward(self, x):
        negatives = self.langevin(x)
        data, elsewhere = self.energy(x), self.energy(negatives)
        return (data - elsewhere + 0.01 * (data.square() + elsewhere.square())).mean()


models = {
    "vae-2d": (lambda: Vae(2, 64, 2, bernoulli=False), lambda: torch.randn(2048, 2), 128, 0.001),
    "vae-784": (lambda: Vae(784, 400, 20, bernoulli=True), lambda: torch.rand(2048, 784), 128, 0.001),
    "conv-autoencoder": (ConvAutoencoder, lambda: torch.rand(2048, 1, 28, 28), 128, 0.001),
    "sparse-coding": (SparseCoding, lambda: torch.rand(1408, 64), 128, 0.02),
    "contrastive-divergence": (ContrastiveDivergence, lambda: torch.randn(2048, 2), 256, 0.001),
}

create, draw, batch, rate = models[sys.argv[1]]
model, data = create(), draw()
optimizer = torch.optim.Adam(model.parameters(), lr=rate)
print("ready", flush=True)
taken = 0
for line in sys.stdin:
    start = time.perf_counter()
    for _ in range(int(line)):
        first = taken % (len(data) // batch) * batch
        taken += 1
        optimizer.zero_grad()
        loss = model(data[first : first + batch])
        loss.backward()
        optimizer.step()
        if isinstance(model, SparseCoding):
            model.project()
    loss.item()
    print(1000 * (time.perf_counter() - start), flush=True)
