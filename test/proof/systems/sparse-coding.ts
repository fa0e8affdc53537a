import type { Trainer } from '../../../core/training/trainer';
import { dictionaryOf, inferred, relativeGaps } from '../dictionary';
import { digits } from '../digits';
import { atomNorms } from '../oracles/lasso';
import { type Matrix, mean } from '../oracles/matrix';
import { deadUnits, usedFraction } from '../oracles/sparsity';
import type { Evidence, Proof } from '../proof';
import { block, energies, given, trained } from '../system';

const penalty = 0.2;

/** ‖y − Wz‖² + λ‖z‖₁ by FISTA over atoms in the unit ball: a duality gap says how far each code is from the least energy. */
export const proof: Proof = {
  system: 'sparse-coding',
  async prove(tier): Promise<readonly Evidence[]> {
    const { test } = await digits();
    const trainer = await trained('sparse-coding');
    const dictionary = dictionaryOf(trainer, penalty);
    const codes = await inferred('sparse-coding', trainer, test.values, 600);
    const gaps = relativeGaps(dictionary, test.values, codes);
    const norms = atomNorms(dictionary.lasso.atoms);
    const energy = mean(energies(trainer, test.values));
    const encoded = (model: Trainer): Matrix => given(model, test.values, (x) => model.model.encode?.(x) ?? x);
    trainer.set('sparsity', 'weight', 2 * 64);
    const silenced = usedFraction(encoded(trainer));
    trainer.dispose();

    const free = await trained('sparse-coding', {
      steps: tier === 'full' ? 300 : 100,
      change: (graph) => Object.assign(block(graph, 'decoder'), { constraint: 'none' }),
    });
    const freeNorms = atomNorms(dictionaryOf(free, penalty).lasso.atoms);
    const freeEnergy = mean(energies(free, test.values));
    const freeUse = usedFraction(encoded(free));
    free.dispose();
    return [
      {
        criterion: 'after 600 steps of FISTA: largest duality gap, relative to the energy',
        reference: 'Kim et al. 2007, in doubles',
        value: Math.max(...gaps),
        bound: { above: 0, below: 5e-3 },
      },
      {
        criterion: 'the atoms keep to the unit ball: largest norm',
        reference: 'Olshausen & Field 1996',
        value: Math.max(...norms),
        bound: { below: 1 + 1e-5 },
      },
      {
        criterion: 'held-out energy, relative to that of dictionaries for the same digits',
        reference: 'PyTorch comes to 2 · 0.662',
        value: energy / (2 * 0.662),
        bound: { above: 0.8, below: 1.2 },
      },
      {
        criterion: 'share of the code in use, relative to that of dictionaries for the same digits',
        reference: 'PyTorch comes to 0.20',
        value: usedFraction(codes) / 0.2,
        bound: { above: 0.8, below: 1.2 },
      },
      {
        criterion: 'atoms that no held-out digit uses',
        reference: 'PyTorch comes to 0',
        value: deadUnits(codes).length,
        bound: { below: 0.5 },
      },
      {
        criterion: 'fails without the unit ball: mean norm of the atoms',
        reference: 'the code shrinks, the atoms grow; PyTorch comes to 8 on MNIST',
        value: mean(freeNorms),
        bound: { above: 1.5 },
      },
      {
        criterion: 'fails without the unit ball: its energy is a fraction of the other, which looks like progress',
        reference: 'PyTorch comes to a third on MNIST',
        value: freeEnergy / energy,
        bound: { below: 0.9 },
      },
      {
        criterion: 'fails without the unit ball: share of the code in use',
        reference: 'what costs nothing is used; PyTorch comes to 0.90 on MNIST',
        value: freeUse,
        bound: { above: 0.4 },
      },
      {
        criterion: 'fails with λ = 128: share of the code in use',
        reference: 'λ ≥ 2 ‖Wᵀy‖∞ leaves nothing, and no atom of norm 1 meets a digit of 64 pixels with more than 64',
        value: silenced,
        bound: { below: 1e-9 },
      },
    ];
  },
};
