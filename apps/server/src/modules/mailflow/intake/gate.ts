/** At most so many at a time; the others wait in line, each for a bounded time. */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    run: async (work) => {
      if (running >= width) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        waiting.shift()?.();
      }
    },
  };
}
