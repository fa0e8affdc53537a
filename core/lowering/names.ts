/** Words that emitted code needs for itself in one target or another, so that no node may be called by them there. */
const reserved = [
  ...'break case catch class const continue debugger default delete do else enum export extends false finally for'.split(
    ' ',
  ),
  ...'function if implements import in instanceof interface let new null package private protected public return'.split(
    ' ',
  ),
  ...'static super switch this throw true try typeof var void while with yield await async of arguments eval'.split(
    ' ',
  ),
  ...'undefined NaN Infinity constructor prototype toString valueOf hasOwnProperty Object Math Array'.split(' '),
  ...'tf settings createModel seed parameters variables optimizer random initialization noiseStream training'.split(
    ' ',
  ),
  ...'energy energyTerms infer encode posterior decode reconstruct corrupt sample step dispose terms means'.split(' '),
  ...'affine projectToUnitBall projectToUnitSphere fista ista withoutGradient lipschitz'.split(' '),
  ...'search contrastTerms jointTerms energies langevin scattered resumed keep chains negatives memory averages'.split(
    ' ',
  ),
  ...'learned total freeEnergy ofEveryCode least repeated descend descendByAdam toUnitBall toUnitSphere found'.split(
    ' ',
  ),
  ...'moveToMeans startAtPoints nearest quantize meansOf follow copyOf state jacobianNorm weightNorm infoNce gaussianGap logSumExp'.split(
    ' ',
  ),
  ...'logPartition scoreError startingPoints projectToOrthonormal linearFit quadratic shrink fit own samples'.split(
    ' ',
  ),
  ...'indices given Given Fit Tree turn slope onData elsewhere'.split(' '),
  ...'softThreshold positiveThreshold softplus logSoftmax'.split(' '),
  ...'constant projectToNonNegative upsample pointwise standardize overRootMeanSquare attention lista'.split(' '),
  ...'withDerivative exp tanh sigmoid elu leakyRelu maximum minimum softmax conv3d pool maxPool averagePool'.split(' '),
  ...'learningRate corrupting count name value path glorotUniform heNormal zeros named silu stopGradient randomStream'.split(
    ' ',
  ),
  ...'steps progress pattern shifted resume phases phase taken descent clipped decay weightDecay clipNorm done'.split(
    ' ',
  ),
  ...'complete clamped known jointEnergy restarts rate many held start joined smoothEnergy each within beyond starts rest'.split(
    ' ',
  ),
];

/** Gives out identifiers, none of them twice. */
export class Names {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string> = reserved) {
    this.taken = new Set(taken);
  }

  /** `my-encoder` → `myEncoder`; a word that is taken gets a number. Only letters and digits pass. */
  claim(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase()) || 'block';
    const safe = /^[A-Za-z]/.test(base) ? base : `block${base}`;
    let name = safe;
    for (let count = 2; this.taken.has(name); count++) name = `${safe}${count}`;
    this.taken.add(name);
    return name;
  }

  /** A scope inside this one: it may not shadow what is taken here. */
  inner(): Names {
    return new Names(this.taken);
  }
}
