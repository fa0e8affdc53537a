"""Reads what test/parity/figures.ts wrote, and prints the same figures as scikit-learn and PyTorch compute them."""

import json
import sys

import classical
import emitted
import torch
import updates

torch.manual_seed(0)
with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
figures = {**classical.figures(given["inputs"]), **emitted.figures(given["emissions"]), **updates.figures(given["updates"])}
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump({name: [float(value) for value in values] for name, values in figures.items()}, file, allow_nan=False)
