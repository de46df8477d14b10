import { act, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../testing/stage.tsx';
import { ApiError, ConnectionError, describeError, fieldError } from './errors.ts';
import { useWrite } from './write.ts';

type Write = ReturnType<typeof useWrite<{ note: string }, { id: string }>>;

function Probe({ onWrite }: { onWrite: (write: Write) => void }) {
  onWrite(
    useWrite<{ note: string }, { id: string }>({
      request: (body) => ({ path: '/api/act', body }),
      topics: ['incoming'],
    }),
  );
  return null;
}

async function mountWrite(): Promise<() => Write> {
  const seen: Write[] = [];
  await stage(<Probe onWrite={(write) => seen.push(write)} />);
  return () => {
    const last = seen.at(-1);
    if (last === undefined) {
      throw new Error('not mounted');
    }
    return last;
  };
}

describe('one act, one key', () => {
  useBrowser();

  it('asks again with the same key when no answer came', async () => {
    let failures = 2;
    const calls = serve({
      'POST /api/act': () => {
        if (failures > 0) {
          failures -= 1;
          throw new TypeError('network');
        }
        return { id: 'x' };
      },
    });
    const write = await mountWrite();
    act(() => write().mutate({ note: 'một' }));
    await waitFor(() => expect(write().isSuccess).toBe(true), { timeout: 30_000 });
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.key)).size).toBe(1);
    expect(calls[0]?.key).toMatch(/^[\w-]{8,80}$/);
  });

  it('keeps the key of a fault for the same words, so that a second press happens once', async () => {
    let fault = true;
    const calls = serve({ 'POST /api/act': () => (fault ? refuse(500, 'platform.fault', 'Lỗi') : { id: 'x' }) });
    const write = await mountWrite();
    act(() => write().mutate({ note: 'một' }));
    await waitFor(() => expect(write().isError).toBe(true));
    fault = false;
    act(() => write().mutate({ note: 'một' }));
    await waitFor(() => expect(write().isSuccess).toBe(true));
    expect(calls[0]?.key).toBe(calls[1]?.key);
  });

  it('takes a new key after the server has decided, and for other words', async () => {
    const calls = serve({ 'POST /api/act': () => refuse(422, 'incoming.reason_missing', 'Chưa nêu lý do.') });
    const write = await mountWrite();
    for (const note of ['một', 'một', 'hai']) {
      act(() => write().mutate({ note }));
      await waitFor(() => expect(write().isError).toBe(true));
      act(() => write().reset());
    }
    expect(new Set(calls.map((call) => call.key)).size).toBe(3);
  });
});

describe('what may be shown of an error', () => {
  it('quotes code and request, never a stack', () => {
    const error = new ApiError(409, 'incoming.wrong_state', 'Văn bản vừa được xử lý.', [], '0190-4127abcd');
    expect(describeError(error)).toEqual({
      message: 'Văn bản vừa được xử lý.',
      code: 'incoming.wrong_state · 4127abcd',
    });
    expect(describeError(new ConnectionError()).code).toBe('web.connection');
    const foreign = describeError(new TypeError("Cannot read properties of undefined (reading 'x')"));
    expect(foreign.code).toBe('web.fault');
    expect(foreign.message).not.toContain('Cannot');
  });

  it('finds the message of a field by its last part', () => {
    const error = new ApiError(400, 'platform.invalid_input', '', [{ path: 'facts.abstract', message: 'Quá dài' }], '');
    expect(fieldError(error, 'abstract')).toBe('Quá dài');
    expect(fieldError(error, 'signatory')).toBeUndefined();
  });
});
