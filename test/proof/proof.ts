/** One number that a trained system is held to. */
export interface Evidence {
  /** What has to hold, in words; “fails without …” for what has to go wrong where a part is taken out. */
  readonly criterion: string;
  /** Where the bound comes from: a closed form, a paper, another library. */
  readonly reference: string;
  readonly value: number;
  readonly bound: { readonly below?: number; readonly above?: number };
}

export interface Proof {
  /** The template that it is about. */
  readonly system: string;
  /** Trains and measures; `reduced` is what the gate runs: fewer steps or one seed, same criteria. */
  prove(tier: Tier): Promise<readonly Evidence[]>;
}

export type Tier = 'full' | 'reduced';

/** Whether a value keeps to its bounds; what is not a number does not, nor what has no bound to keep to. */
export const passes = ({ value, bound: { below, above } }: Evidence): boolean =>
  (below !== undefined || above !== undefined) &&
  (below === undefined || value < below) &&
  (above === undefined || value > above);

/** “< 0.02”, “> 0.94” or “2.5 … 3.5”. */
export const bounds = ({ bound: { below, above } }: Evidence): string =>
  below !== undefined && above !== undefined
    ? `${above} … ${below}`
    : below !== undefined
      ? `< ${below}`
      : above !== undefined
        ? `> ${above}`
        : 'none';
