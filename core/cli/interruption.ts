const signals = ['SIGINT', 'SIGTERM'] as const;

/** Whether the user has asked the program to end. Asking a second time ends it at once. */
export class Interruption {
  private asked = false;
  private readonly listener = (): void => {
    this.asked = true;
    this.dispose();
  };

  constructor() {
    for (const signal of signals) process.on(signal, this.listener);
  }

  get requested(): boolean {
    return this.asked;
  }

  dispose(): void {
    for (const signal of signals) process.off(signal, this.listener);
  }
}
