import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { CheckQueue } from './check/check-queue.tsx';
import { id, listItem, request } from './rosters.fixture.ts';

vi.mock('../../shared/paper/paper-view.tsx', () => ({ PaperView: () => <div>trang in</div> }));

const WHO = me({ roles: ['focal'] });

function answers() {
  return {
    'GET /api/requests': () => ({
      items: [listItem(1), listItem(2)],
      nextCursor: null,
      counts: { to_check: 2, checked: 0 },
      mayStart: [],
    }),
    [`GET /api/requests/${id(1)}`]: () => request(1),
    'POST /api/requests/accept': () => ({
      done: 1,
      items: [{ id: id(1), ok: true, code: null, message: '' }],
    }),
    [`POST /api/requests/${id(1)}/return`]: () => ({}),
    [`POST /api/requests/${id(1)}/refuse`]: () => ({}),
  };
}

async function show() {
  const calls = serve(answers());
  const view = await stage(<CheckQueue id={id(1)} />, { who: WHO, path: `/tong-hop/de-nghi/${id(1)}` });
  await screen.findByRole('button', { name: /^Tiếp nhận/ });
  return { calls, ...view };
}

describe('the queue of the guiding office', () => {
  useBrowser();

  it('shows the form, who signed it and how', async () => {
    await show();
    expect(screen.getByText('trang in')).toBeDefined();
    expect(screen.getByText(/Chủ tịch, ký số/)).toBeDefined();
    expect(screen.getByText('Các dòng đúng quy tắc của mẫu.')).toBeDefined();
  });

  it('accepts with T and opens the next one', async () => {
    const { calls, history } = await show();
    fireEvent.keyDown(document.body, { key: 't' });
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ ids: [id(1)] }));
    await waitFor(() => expect(history.location.pathname).toBe(`/tong-hop/de-nghi/${id(2)}`));
  });

  it('rests while a field has the focus', async () => {
    const { calls } = await show();
    const search = screen.getByRole('searchbox', { name: 'Tìm đề nghị' });
    fireEvent.keyDown(search, { key: 't' });
    fireEvent.keyDown(search, { key: 'r' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('sends back with R, with a reason for a line', async () => {
    const { calls } = await show();
    fireEvent.keyDown(document.body, { key: 'r' });
    const dialog = await screen.findByRole('dialog');
    fireEvent.keyDown(dialog, { key: 't' });
    fireEvent.click(within(dialog).getByRole('checkbox', { name: /Giàng A Lử/ }));
    fireEvent.change(within(dialog).getByLabelText(/Chỗ cần sửa/), { target: { value: 'account' } });
    fireEvent.click(within(dialog).getByRole('button', { name: /Trả lại, nêu 1 chỗ/ }));
    expect(within(dialog).getByText(/Chưa nêu lý do/)).toBeDefined();
    fireEvent.change(within(dialog).getByLabelText('Lý do chung'), { target: { value: 'Sai tên tài khoản' } });
    fireEvent.change(within(dialog).getByLabelText(/Lý do với/), { target: { value: 'Không có tài khoản này' } });
    fireEvent.click(within(dialog).getByRole('button', { name: /Trả lại, nêu 1 chỗ/ }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')).toBeDefined());
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      reason: 'Sai tên tài khoản',
      fields: [{ field: 'account', row: 2, reason: 'Không có tài khoản này' }],
    });
  });

  it('accepts many at once', async () => {
    const { calls } = await show();
    fireEvent.click(screen.getByRole('button', { name: 'Chọn nhiều' }));
    fireEvent.click(screen.getByRole('button', { name: 'Chọn cả 2' }));
    fireEvent.click(screen.getByRole('button', { name: 'Tiếp nhận 2' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ ids: [id(1), id(2)] }));
  });
});
