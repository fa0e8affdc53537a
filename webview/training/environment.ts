import type { FoundFastest } from '../../core/training/protocol';
import type { Resources } from '../../extension/protocol';

/** What the page is told of the place that it trains in. */
export interface Environment {
  readonly resources: Resources;
  readonly trusted: boolean;
  /** The backends that were found fastest before, by `modelKey`. */
  readonly fastest: { readonly [model: string]: FoundFastest };
  /** Keeps one for later pages. */
  keepFastest(model: string, found: FoundFastest): void;
}
