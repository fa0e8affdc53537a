/** Numbers of this project, to be compared with those of the same name that a reference library computes. */
export interface Figure {
  readonly name: string;
  readonly ours: ArrayLike<number>;
  /**
   * `equal`: the largest difference is at most `within` of the largest of theirs. `bound`: ours is a certificate, at least
   * theirs, but for that fraction.
   */
  readonly relation: 'equal' | 'bound';
  readonly within: number;
}

export const equal = (name: string, ours: ArrayLike<number>, within: number): Figure => ({
  name,
  ours,
  relation: 'equal',
  within,
});

export const bound = (name: string, ours: ArrayLike<number>, within = 0): Figure => ({
  name,
  ours,
  relation: 'bound',
  within,
});
