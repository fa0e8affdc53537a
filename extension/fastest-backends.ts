import type { Memento } from 'vscode';
import type { FoundFastest } from '../core/training/protocol';

const place = 'ebm.fastestBackends';
const most = 200;

interface Kept {
  /** Another version of the extension may be faster elsewhere. */
  readonly version: string;
  /** The one that was found last stands last. */
  readonly found: readonly (readonly [model: string, found: FoundFastest])[];
}

/** Which backend trains which model fastest, kept from one session of VS Code to the next. */
export class FastestBackends {
  private readonly memory: Memento;
  private readonly version: string;

  constructor(memory: Memento, version: string) {
    this.memory = memory;
    this.version = version;
  }

  get all(): { readonly [model: string]: FoundFastest } {
    return Object.fromEntries(this.found);
  }

  keep(model: string, fastest: FoundFastest): void {
    const others = this.found.filter(([other]) => other !== model);
    const kept: Kept = { version: this.version, found: [...others, [model, fastest] as const].slice(-most) };
    void this.memory.update(place, kept);
  }

  private get found(): Kept['found'] {
    const kept = this.memory.get<Kept>(place);
    return kept?.version === this.version ? kept.found : [];
  }
}
