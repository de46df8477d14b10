import type { OutgoingListItem } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { SignQueuePage } from './sign-queue-page.tsx';
import { BATCH_ID, batch, item, ONE, TWO } from './signing.fixture.ts';

vi.mock('../../shared/paper/paper-view.tsx', () => ({
  PaperView: ({ onPages }: { onPages?: (pages: number) => void }) => {
    useEffect(() => onPages?.(1), [onPages]);
    return <p>Trang</p>;
  },
}));

const LEADER = me({ roles: ['leader'] });
const KEPT = `congvu.batch.${LEADER.user.id}`;
const READ = `GET /api/signing/batches/${BATCH_ID}`;

function row(id: string, part: Partial<OutgoingListItem> = {}): OutgoingListItem {
  return {
    id,
    state: 'awaiting_signature',
    stateLabel: 'Chờ ký',
    frozen: null,
    typeName: 'Công văn',
    abstract: `Văn bản ${id}`,
    urgency: 'normal',
    numberSymbol: '',
    issuedOn: null,
    signerName: 'Hoàng Thị Lan',
    draftingUnitName: 'Văn phòng',
    receiverCount: 1,
    attachmentCount: 0,
    pages: 1,
    deliveryCounts: null,
    changedAt: '2021-03-22T03:00:00Z',
    abilities: { 'outgoing.sign': true },
    ...part,
  };
}

const page = (items: OutgoingListItem[], nextCursor: string | null = null) => ({ items, nextCursor, counts: {} });

describe('the queue', () => {
  useBrowser();

  it('chooses all that is ready over every page, no more than one batch takes', async () => {
    const pageOf = (from: number, count: number) => Array.from({ length: count }, (_, at) => row(`d${from + at}`));
    const calls = serve({
      'GET /api/outgoing': ({ path }) => {
        const cursor = Number(new URLSearchParams(path.split('?')[1]).get('cursor') ?? 0);
        return page(pageOf(cursor, 200), cursor + 200 < 1_200 ? String(cursor + 200) : null);
      },
      'POST /api/signing/batches': () => batch(),
      [READ]: () => batch(),
    });
    await stage(<SignQueuePage />, { who: LEADER });
    fireEvent.click(await screen.findByRole('button', { name: 'Tải và chọn tất cả' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1.000 văn bản' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    const sent = calls.find(({ method }) => method === 'POST')?.body as { documentIds: string[] } | undefined;
    expect(new Set(sent?.documentIds).size).toBe(1_000);
  });

  it('offers what a crash left unsigned, and takes it up where it stood', async () => {
    localStorage.setItem(KEPT, BATCH_ID);
    const left = batch({
      items: [item(ONE, 'Kế hoạch', { state: 'completed' }), item(TWO, 'Quyết định')],
      progress: { total: 413, signed: 1, failed: 0, waiting: 412 },
    });
    serve({
      'GET /api/outgoing': () => page([row('d1')]),
      [READ]: () => left,
      [`GET /api/outgoing/${ONE}`]: () => ({ mainFile: { url: '/x.pdf' } }),
    });
    await stage(<SignQueuePage />, { who: LEADER });
    expect(await screen.findByText('Còn 412 văn bản chưa ký')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Ký tiếp' }));
    expect(await screen.findByRole('heading', { name: 'Đã ký 1 văn bản' })).toBeTruthy();
  });

  it('says nothing of a batch that is over', async () => {
    localStorage.setItem(KEPT, BATCH_ID);
    const calls = serve({
      'GET /api/outgoing': () => page([row('d1')]),
      [READ]: () => batch({ state: 'expired' }),
    });
    await stage(<SignQueuePage />, { who: LEADER });
    await waitFor(() => expect(calls.some(({ path }) => path.includes(BATCH_ID))).toBe(true));
    expect(await screen.findByText('Văn bản d1')).toBeTruthy();
    expect(screen.queryByText(/chưa ký/)).toBeNull();
  });

  it('a thousand rows of the review draw only those in sight, and take those nobody opened only on the word of the list', async () => {
    const many = batch({
      items: Array.from({ length: 1_000 }, (_, at) =>
        item(`d${at}`, `Thư mời ${at}`, at === 999 ? { findings: 2 } : {}),
      ),
    });
    serve({
      'GET /api/outgoing': () => page([row('d1')]),
      'POST /api/signing/batches': () => many,
      [READ]: () => many,
    });
    await stage(<SignQueuePage />, { who: LEADER });
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    expect(await screen.findByText('Thư mời 999')).toBeTruthy();
    expect(screen.getAllByText(/^Thư mời/).length).toBeLessThan(60);
    // The one with a warning stands first and is open; 999 are left to the word of the list.
    fireEvent.click(screen.getByLabelText('Chọn cả 999 văn bản chưa mở xem, đạt mọi kiểm tra'));
    expect(await screen.findByRole('button', { name: 'Ký 1.000 văn bản' })).toBeTruthy();
    expect(screen.getByText(/chịu trách nhiệm về nội dung/)).toBeTruthy();
  });
});
