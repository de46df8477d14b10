import type { LineResult } from '@congvu/contracts';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { useRecordMany } from './batch/use-record-many.ts';
import { BATCH, id } from './rosters.fixture.ts';

const PATH = `POST /api/rosters/${BATCH}/results`;
const RESULTS: z.infer<typeof LineResult>[] = Array.from({ length: 1_200 }, (_, index) => ({
  lineId: id(index),
  outcome: 'granted',
}));

function Recorder() {
  const { state, run } = useRecordMany(BATCH);
  return (
    <>
      <button type="button" onClick={() => void run(RESULTS)}>
        Ghi
      </button>
      <output>
        {state.phase === 'done'
          ? `xong ${state.answer.granted}`
          : state.phase === 'failed'
            ? `dừng ở ${state.done}`
            : state.phase}
      </output>
    </>
  );
}

function sizeOf(body: unknown): number {
  return (body as { results: unknown[] }).results.length;
}

function recorded(body: unknown) {
  return {
    granted: sizeOf(body),
    refused: 0,
    returned: 0,
    failed: [],
    state: 'partly_resulted',
    stateLabel: 'Có kết quả một phần',
  };
}

describe('recording many results', () => {
  useBrowser();

  it('goes portion by portion and adds up', async () => {
    const calls = serve({ [PATH]: ({ body }) => recorded(body) });
    await stage(<Recorder />);
    fireEvent.click(screen.getByRole('button', { name: 'Ghi' }));
    expect(await screen.findByText('xong 1200')).toBeDefined();
    expect(calls.filter(({ method }) => method === 'POST').map(({ body }) => sizeOf(body))).toEqual([500, 500, 200]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
  });

  it('goes on where it was broken off, with the key of that portion', async () => {
    let broken = true;
    const calls = serve({
      [PATH]: ({ body }) => {
        if (calls.length === 2 && broken) {
          broken = false;
          return refuse(503, 'platform.busy', 'Máy chủ bận.');
        }
        return recorded(body);
      },
    });
    await stage(<Recorder />);
    fireEvent.click(screen.getByRole('button', { name: 'Ghi' }));
    expect(await screen.findByText('dừng ở 500')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Ghi' }));
    expect(await screen.findByText('xong 1200')).toBeDefined();
    expect(calls.map(({ body }) => sizeOf(body))).toEqual([500, 500, 500, 200]);
    expect(calls[1]?.key).toBe(calls[2]?.key);
  });
});
