/** Things that will happen by themselves; `idle` waits until none is left. */
export class PendingWork {
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  #running = 0;
  #waiters: (() => void)[] = [];
  #isClosed = false;

  after(ms: number, work: () => void | Promise<void>): () => void {
    if (this.#isClosed) {
      return () => undefined;
    }
    const cancel = (): void => {
      clearTimeout(timer);
      this.#timers.delete(timer);
      this.#settle();
    };
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.run(work);
    }, ms);
    this.#timers.set(timer, cancel);
    return cancel;
  }

  run(work: () => void | Promise<void>): void {
    this.#running += 1;
    void Promise.resolve()
      .then(work)
      // A partner that stumbles is silent; nothing else may stumble with it.
      .catch(() => undefined)
      .finally(() => {
        this.#running -= 1;
        this.#settle();
      });
  }

  idle(): Promise<void> {
    return this.#running + this.#timers.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Nothing more begins; what runs ends by itself. */
  close(): void {
    this.#isClosed = true;
    for (const cancel of [...this.#timers.values()]) {
      cancel();
    }
  }

  #settle(): void {
    if (this.#running + this.#timers.size === 0) {
      for (const resolve of this.#waiters.splice(0)) {
        resolve();
      }
    }
  }
}
