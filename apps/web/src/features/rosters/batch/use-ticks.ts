import type { RosterLineView } from '@congvu/contracts';
import { useState } from 'react';

export interface Ticks {
  ticked: ReadonlyMap<string, RosterLineView>;
  toggle: (line: RosterLineView) => void;
  toggleAll: (lines: readonly RosterLineView[]) => void;
  clear: () => void;
}

/** Lines chosen stay chosen while others are looked for. */
export function useTicks(): Ticks {
  const [ticked, setTicked] = useState<ReadonlyMap<string, RosterLineView>>(new Map());
  const put = (lines: readonly RosterLineView[], on: boolean): void => {
    const next = new Map(ticked);
    for (const line of lines) {
      if (on) {
        next.set(line.id, line);
      } else {
        next.delete(line.id);
      }
    }
    setTicked(next);
  };
  return {
    ticked,
    toggle: (line) => put([line], !ticked.has(line.id)),
    toggleAll: (lines) => put(lines, !lines.every(({ id }) => ticked.has(id))),
    clear: () => setTicked(new Map()),
  };
}
