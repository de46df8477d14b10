import type { ConnectionStep, ConnectionStepResult, ConnectionTest } from '@congvu/contracts';
import { useRef, useState } from 'react';
import { testStep } from './connections-api.ts';

export interface LiveTest {
  results: readonly ConnectionStepResult[];
  /** The step under way. */
  current: ConnectionStep | undefined;
  error: unknown;
  /** All steps went, none failed. */
  passed: boolean;
}

const IDLE: LiveTest = { results: [], current: undefined, error: undefined, passed: false };

/** One step after the other, each shown as soon as its answer is there; ends at the first that fails. */
export function useLiveTest(steps: readonly ConnectionStep[]) {
  const [live, setLive] = useState<LiveTest>(IDLE);
  const run = useRef(0);
  const start = async (test: Omit<ConnectionTest, 'steps'>): Promise<void> => {
    run.current += 1;
    const mine = run.current;
    const results: ConnectionStepResult[] = [];
    // A second press begins anew; what the first still hears is no longer shown.
    const show = (part: Partial<LiveTest>): void => {
      if (run.current === mine) {
        setLive({ ...IDLE, results: [...results], ...part });
      }
    };
    for (const step of steps) {
      show({ current: step });
      try {
        const { ok, steps: answered } = await testStep(test, step);
        results.push(...answered);
        if (!ok) {
          show({});
          return;
        }
      } catch (error) {
        show({ error });
        return;
      }
    }
    show({ passed: true });
  };
  const forget = (): void => {
    run.current += 1;
    setLive(IDLE);
  };
  return { live, start, forget, isRunning: live.current !== undefined };
}
