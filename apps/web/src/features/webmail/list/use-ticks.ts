import { useState } from 'react';

interface Ticks<T> {
  picking: boolean;
  ticked: T[];
  start: () => void;
  stop: () => void;
  all: () => void;
  list: { ticked: ReadonlySet<string>; onTick: (item: T) => void } | undefined;
}

/** Many mails picked at once; what leaves the list is no longer picked. */
export function useTicks<T extends { id: string }>(items: readonly T[]): Ticks<T> {
  const [ticked, setTicked] = useState<ReadonlySet<string>>();
  return {
    picking: ticked !== undefined,
    ticked: items.filter(({ id }) => ticked?.has(id) === true),
    start: () => setTicked(new Set()),
    stop: () => setTicked(undefined),
    all: () => setTicked(new Set(items.map(({ id }) => id))),
    list: ticked && {
      ticked,
      onTick: ({ id }) => {
        const next = new Set(ticked);
        if (!next.delete(id)) {
          next.add(id);
        }
        setTicked(next);
      },
    },
  };
}
