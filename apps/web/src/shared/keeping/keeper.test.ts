import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ConnectionError } from '../api/errors.ts';
import { createKeeper } from './keeper.ts';
import type { LocalCopies } from './local-copies.ts';

interface Text {
  abstract: string;
}

interface Saved {
  version: number;
  savedAt: string;
}

type Sent = { version: number; abstract: string; key: string };

function open(send: (sent: Sent, count: number) => Promise<Saved>) {
  const sent: Sent[] = [];
  let copy: Parameters<LocalCopies<Text>['write']>[0] | undefined;
  const keeper = createKeeper<Text>({
    content: { abstract: 'V/v rà soát hộp thư công vụ' },
    conflictCode: 'drafting.version_conflict',
    version: 3,
    savedAt: '2021-03-19T08:42:00Z',
    send: (body, key) => {
      const one = { version: body.version, abstract: body.content.abstract, key };
      sent.push(one);
      return send(one, sent.length);
    },
    copies: {
      read: () => undefined,
      write: (written) => {
        copy = written;
      },
      remove: () => {
        copy = undefined;
      },
    },
  });
  const type = (abstract: string): void => keeper.change(() => ({ abstract }));
  return { keeper, sent, type, copyOf: () => copy };
}

function saved(version: number): Saved {
  return { version, savedAt: '2021-03-19T08:43:00Z' };
}

describe('keeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('saves once the fingers rest, on the version it was read at', async () => {
    const { keeper, sent, type, copyOf } = open(async ({ version }) => saved(version + 1));
    type('V/v một');
    type('V/v một hai');
    expect(keeper.read().status).toBe('waiting');
    expect(copyOf()?.content.abstract).toBe('V/v một hai');
    await vi.advanceTimersByTimeAsync(1_300);
    expect(sent.map(({ version, abstract }) => [version, abstract])).toEqual([[3, 'V/v một hai']]);
    expect(keeper.read()).toMatchObject({ status: 'saved', version: 4 });
    expect(copyOf()).toBeUndefined();
  });

  it('sends nothing when nothing was changed', async () => {
    const { keeper, sent, type } = open(async () => saved(4));
    type('V/v rà soát hộp thư công vụ');
    expect(await keeper.flush()).toBe(true);
    expect(sent).toEqual([]);
  });

  it('saves what was typed during a save in the next one', async () => {
    let answer: (value: Saved) => void = () => undefined;
    const { keeper, sent, type } = open((one, count) =>
      count === 1 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(saved(one.version + 1)),
    );
    type('một');
    const first = keeper.flush();
    type('một hai');
    answer(saved(4));
    expect(await first).toBe(false);
    await vi.advanceTimersByTimeAsync(1_300);
    expect(sent.map(({ version, abstract }) => [version, abstract])).toEqual([
      [3, 'một'],
      [4, 'một hai'],
    ]);
    expect(keeper.read()).toMatchObject({ status: 'saved', version: 5 });
  });

  it('keeps the text here while the connection is lost and sends the same act again', async () => {
    const { keeper, sent, type, copyOf } = open((one, count) =>
      count === 1 ? Promise.reject(new ConnectionError()) : Promise.resolve(saved(one.version + 1)),
    );
    type('mất mạng');
    expect(await keeper.flush()).toBe(false);
    expect(keeper.read().status).toBe('offline');
    expect(copyOf()?.content.abstract).toBe('mất mạng');
    keeper.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(keeper.read()).toMatchObject({ status: 'saved', version: 4 });
    expect(sent[0]?.key).toBe(sent[1]?.key);
  });

  it('stops at a conflict, keeps both texts and goes on with the one chosen', async () => {
    const conflict = new ApiError(409, 'drafting.version_conflict', 'Người khác vừa lưu.', [], '');
    const { keeper, sent, type, copyOf } = open((one) =>
      one.version === 3 ? Promise.reject(conflict) : Promise.resolve(saved(one.version + 1)),
    );
    type('bản của tôi');
    await keeper.flush();
    expect(keeper.read().status).toBe('conflict');
    type('bản của tôi, viết tiếp');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(1);
    expect(copyOf()?.content.abstract).toBe('bản của tôi, viết tiếp');
    expect(await keeper.keepMine(7)).toBe(true);
    expect(sent[1]).toMatchObject({ version: 7, abstract: 'bản của tôi, viết tiếp' });
    expect(keeper.read()).toMatchObject({ status: 'saved', version: 8 });
  });

  it('takes over the other text when that is chosen', async () => {
    const conflict = new ApiError(409, 'drafting.version_conflict', 'Người khác vừa lưu.', [], '');
    const { keeper, type, copyOf } = open(() => Promise.reject(conflict));
    type('bản của tôi');
    await keeper.flush();
    const { revision } = keeper.read();
    keeper.adopt({ content: { abstract: 'bản của họ' }, version: 7, savedAt: '2021-03-19T09:00:00Z' });
    expect(keeper.read()).toMatchObject({ status: 'saved', version: 7, revision: revision + 1 });
    expect(keeper.read().content.abstract).toBe('bản của họ');
    expect(copyOf()).toBeUndefined();
  });

  it('keeps a refused text until it is changed', async () => {
    const refused = new ApiError(422, 'documents.state_secret', 'Văn bản mật không soạn ở đây.', [], '');
    const { keeper, sent, type } = open((one, count) =>
      count === 1 ? Promise.reject(refused) : Promise.resolve(saved(one.version + 1)),
    );
    type('TỐI MẬT');
    await keeper.flush();
    expect(keeper.read()).toMatchObject({ status: 'refused', error: refused });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    type('thường');
    await vi.advanceTimersByTimeAsync(1_300);
    expect(keeper.read().status).toBe('saved');
  });
});
