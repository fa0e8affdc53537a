"""The figures of the oracles, by scikit-learn, SciPy, NumPy and PyTorch, on the shipped digits."""

import warnings

import numpy as np
import torch
from scipy.linalg import subspace_angles
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, sparse_encode
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Lasso, LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler


def digits():
    """[1797, 64] in [0, 1], the labels, and which rows are the test set."""
    table = np.loadtxt("data/digits.csv", delimiter=",")
    return table[:, :64] / 16, table[:, 64].astype(int), np.arange(len(table)) % 5 == 0


def figures(inputs):
    inputs = {name: np.array(rows) for name, rows in inputs.items()}
    values, labels, held = digits()
    train, test = values[~held], values[held]
    return {
        **components(train, test),
        **clusters(values),
        **mixture(inputs),
        **lasso(inputs, test),
        **gaussian(train, test),
        **representation(inputs, train, test, labels[~held], labels[held]),
        "U-Net: parameters": [unet_parameters()],
    }


def components(train, test):
    found = PCA(svd_solver="full").fit(train)
    result = {"PCA: 64 variances": found.explained_variance_ * (len(train) - 1) / len(train)}
    for k in (2, 10):
        model = PCA(k, svd_solver="full").fit(train)
        for name, samples in (("training", train), ("test", test)):
            rebuilt = model.inverse_transform(model.transform(samples))
            result[f"PCA: {name} error, k = {k}"] = [((samples - rebuilt) ** 2).sum(1).mean()]
    other = PCA(4, svd_solver="full").fit(test).components_
    angles = subspace_angles(found.components_[:4].T, other.T)
    return {**result, "PCA: angles between 4 components of train and test": np.sort(angles)}


def clusters(values):
    return {
        f"k-means: least inertia, K = {k}": [KMeans(k, n_init=50, random_state=0).fit(values).inertia_]
        for k in (5, 10, 20, 50)
    }


def mixture(inputs):
    points, means = inputs["points"], inputs["means"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = GaussianMixture(
            8,
            covariance_type="spherical",
            weights_init=inputs["weights"][0],
            means_init=means,
            precisions_init=1 / inputs["variances"][0],
            reg_covar=0,
            max_iter=1,
        ).fit(points)
    circle = torch.arange(8, dtype=torch.float64) * torch.pi / 4
    blurred = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(torch.ones(8, dtype=torch.float64)),
        torch.distributions.Independent(
            torch.distributions.Normal(
                2 * torch.stack([circle.cos(), circle.sin()], 1), torch.tensor((0.2**2 + 0.5**2) ** 0.5, dtype=torch.float64)
            ),
            1,
        ),
    )
    few = torch.tensor(points[:20], requires_grad=True)
    (score,) = torch.autograd.grad(blurred.log_prob(few).sum(), few)
    return {
        # The bound of its one step is the log-likelihood before it.
        "mixture: −log-likelihood": [-model.lower_bound_],
        "mixture: −log-likelihood after a step of EM": [-model.score(points)],
        "mixture: weights after a step of EM": model.weights_,
        "mixture: means after a step of EM": model.means_.ravel(),
        "mixture: variances after a step of EM": model.covariances_,
        "mixture: score at σ = 0.5": score.numpy().ravel(),
    }


def lasso(inputs, test):
    atoms, samples, penalty = inputs["atoms"], test[:60], 0.1

    def energies(codes):
        return 0.5 * ((samples - codes @ atoms) ** 2).sum(1) + penalty * np.abs(codes).sum(1)

    lars = sparse_encode(samples, atoms, algorithm="lasso_lars", alpha=penalty)
    # scikit-learn's lasso divides the squared error by the number of pixels.
    descent = Lasso(penalty / 64, fit_intercept=False, tol=1e-12, max_iter=1_000_000).fit(atoms.T, samples.T).coef_
    least = np.minimum(energies(lars), energies(descent))
    return {
        "lasso: least energy, by LARS": energies(lars),
        "lasso: least energy, by coordinate descent": energies(descent),
        "lasso: duality gap over what ISTA misses": energies(inputs["early"]) - least,
        "lasso: duality gap over what FISTA misses": energies(inputs["least"]) - least,
        "emitted FISTA: least energies, in the convention without ½": 2 * least,
    }


def gaussian(train, test):
    likelihoods = {
        f"pPCA: test −log-likelihood, k = {k}": [-PCA(k, svd_solver="full").fit(train).score(test)] for k in (8, 16)
    }
    # Its covariance divides by N − 1, which no conditional mean depends on.
    model = PCA(16, svd_solver="full").fit(train)
    spread, centre = model.get_covariance(), model.mean_
    gain = spread[32:, :32] @ np.linalg.inv(spread[:32, :32])
    filled = centre[32:] + (test[:, :32] - centre[:32]) @ gain.T
    error = ((test[:, 32:] - filled) ** 2).sum(1).mean()
    return {**likelihoods, "pPCA: error of the lower half given the upper, k = 16": [error]}


def representation(inputs, train, test, train_labels, test_labels):
    singular = np.linalg.svd(test - test.mean(0), compute_uv=False)
    shares = singular[singular > 1e-12 * singular[0]] / singular.sum()
    energies = np.concatenate([inputs["hits"][0], inputs["misses"][0]])
    is_miss = np.repeat([0, 1], [inputs["hits"].size, inputs["misses"].size])
    model = PCA(8, svd_solver="full").fit(train)
    codes, held = model.transform(train), model.transform(test)
    few = inputs["few"][0].astype(int)
    scaler = StandardScaler().fit(train[:, few])
    probe = LogisticRegression(C=1, solver="newton-cg", tol=1e-10, max_iter=10_000).fit(scaler.transform(train[:, few]), train_labels)
    weights = np.concatenate([probe.coef_, probe.intercept_[:, None]], 1)
    neighbours = KNeighborsClassifier(5).fit(codes, train_labels)
    return {
        "RankMe of the digits": [np.exp(-(shares * np.log(shares)).sum())],
        "AUROC of energies": [roc_auc_score(is_miss, energies)],
        "linear probe: weights on 8 pixels": weights.ravel(),
        "linear probe: test accuracy": [probe.score(scaler.transform(test[:, few]), test_labels)],
        "5 nearest neighbours: test accuracy": [neighbours.score(held, test_labels)],
    }


def unet_parameters():
    """Four levels of the 3-D U-Net, as layers."""
    layers, channels = [], 3
    for narrow, wide in ((32, 64), (64, 128), (128, 256), (256, 512)):
        layers += [torch.nn.Conv3d(channels, narrow, 3), torch.nn.Conv3d(narrow, wide, 3)]
        channels = wide
    for width in (256, 128, 64):
        layers.append(torch.nn.ConvTranspose3d(channels, channels, 2, 2, bias=False))
        layers += [torch.nn.Conv3d(channels + width, width, 3), torch.nn.Conv3d(width, width, 3)]
        channels = width
    layers.append(torch.nn.Conv3d(channels, 3, 1))
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())
