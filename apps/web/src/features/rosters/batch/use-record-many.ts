import type { LineResult, RecordedResults } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import { newKey, writeJson } from '../../../shared/api/client.ts';
import { refreshTopic } from '../../../shared/api/topics.ts';

type Result = z.infer<typeof LineResult>;
type Recorded = z.infer<typeof RecordedResults>;
type Sums = Omit<Recorded, 'state' | 'stateLabel'>;

/** Small enough that the bar moves, large enough that ten thousand lines are twenty calls. */
const PORTION = 500;

export interface Recording {
  phase: 'running';
  done: number;
  total: number;
  secondsLeft: number | undefined;
}

type State =
  | { phase: 'idle' }
  | Recording
  | { phase: 'done'; answer: Sums }
  | { phase: 'failed'; error: unknown; done: number; total: number };

const NONE: Sums = { granted: 0, refused: 0, returned: 0, failed: [] };

function add(one: Sums, other: Sums): Sums {
  return {
    granted: one.granted + other.granted,
    refused: one.refused + other.refused,
    returned: one.returned + other.returned,
    failed: [...one.failed, ...other.failed],
  };
}

/**
 * Records many results portion by portion with the time left. Broken off, it goes on after the last portion the server has taken; each
 * portion keeps its key until then.
 */
export function useRecordMany(batchId: string) {
  const client = useQueryClient();
  const [state, setState] = useState<State>({ phase: 'idle' });
  const taken = useRef<{ next: number; sums: Sums; key: string }>({ next: 0, sums: NONE, key: newKey() });
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const run = async (results: readonly Result[]): Promise<void> => {
    stopped.current = false;
    const total = results.length;
    const from = taken.current.next;
    const began = performance.now();
    try {
      while (taken.current.next < total && !stopped.current) {
        const { next, key } = taken.current;
        const each = next === from ? undefined : (performance.now() - began) / (next - from);
        const secondsLeft = each === undefined ? undefined : Math.ceil((each * (total - next)) / 1_000);
        setState({ phase: 'running', done: next, total, secondsLeft });
        const portion = results.slice(next, next + PORTION);
        const answer = await writeJson<Recorded>('POST', `/api/rosters/${batchId}/results`, { results: portion }, key);
        taken.current = { next: next + portion.length, sums: add(taken.current.sums, answer), key: newKey() };
      }
      setState({ phase: 'done', answer: taken.current.sums });
    } catch (error) {
      setState({ phase: 'failed', error, done: taken.current.next, total });
    } finally {
      for (const topic of ['requests', 'campaigns', 'certificates', 'accounts', 'mail']) {
        refreshTopic(client, topic);
      }
    }
  };
  return {
    state,
    run,
    stop: () => {
      stopped.current = true;
    },
  };
}
