import type { DispatchListItem } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { TrackingPage } from './tracking-page.tsx';

function dispatch(id: number, part: Partial<DispatchListItem>): DispatchListItem {
  return {
    id: `01900000-0000-7000-8000-00000000${1000 + id}`,
    documentId: '01900000-0000-7000-8000-0000000000e1',
    numberSymbol: '367/UBND-VHTT',
    typeName: 'Công văn',
    abstract: 'rà soát hộp thư công vụ',
    issuedOn: '2021-03-22',
    receiverName: `Cơ quan ${id}`,
    receiverCode: `H35.${id}`,
    state: 'failed',
    stateLabel: 'Gửi lỗi',
    problem: 'failed',
    note: 'Trục liên thông không trả lời.',
    errorCode: 'axis.unreachable',
    way: { carrier: 'national', label: 'Trục liên thông quốc gia', connectionId: null },
    change: null,
    paper: 'none',
    attempts: 5,
    sentAt: null,
    changedAt: '2021-03-22T03:00:00Z',
    chip: { tone: 'red', label: 'Gửi lỗi' },
    link: '/van-ban-di/x',
    abilities: { 'interchange.resend': true, 'interchange.mark_on_paper': true },
    ...part,
  };
}

const items = [
  dispatch(1, { receiverName: 'UBND xã Khun Há' }),
  dispatch(2, { receiverName: 'UBND xã Tả Lèng' }),
  dispatch(3, {
    receiverName: 'Phòng Y tế',
    state: 'refused',
    problem: 'refused',
    chip: { tone: 'amber', label: 'Bị từ chối' },
    abilities: { 'interchange.resend': 'Không gửi lại được.', 'interchange.settle': true },
  }),
];

function office(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    'GET /api/interchange/dispatches': () => ({
      items,
      nextCursor: null,
      counts: { problems: 3, waiting: 11, all: 1000 },
    }),
    ...more,
  });
}

describe('TrackingPage', () => {
  useBrowser();

  it('opens with what went wrong and says so in words', async () => {
    const calls = office();
    await stage(<TrackingPage />, { path: '/theo-doi' });
    expect(await screen.findByText('UBND xã Khun Há')).toBeTruthy();
    expect(calls[0]?.path).toContain('box=problems');
    expect(screen.getByText(/3 nơi nhận cần xử lý, 11 nơi chưa xác nhận/)).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Tất cả nơi nhận ?1\.000\+/ })).toBeTruthy();
  });

  it('sends again to the ticked ones in one act', async () => {
    const calls = office({ 'POST /api/interchange/dispatches/resend': () => ({ queued: 2 }) });
    await stage(<TrackingPage />, { path: '/theo-doi' });
    fireEvent.click(await screen.findByRole('button', { name: 'Chọn cả 2' }));
    expect(screen.queryByRole('checkbox', { name: 'Chọn Phòng Y tế' })).toBeNull();
    const bar = screen.getByText('Đã chọn 2 nơi').parentElement as HTMLElement;
    fireEvent.click(within(bar).getByRole('button', { name: 'Gửi lại' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ dispatchIds: [items[0]?.id, items[1]?.id] }),
    );
  });

  it('settles a refusal with a reason only', async () => {
    const calls = office({ 'POST /api/interchange/dispatches/settle': () => ({ queued: 1 }) });
    await stage(<TrackingPage />, { path: '/theo-doi' });
    const line = (await screen.findByText('Phòng Y tế')).closest('tr') as HTMLElement;
    fireEvent.click(within(line).getByRole('button', { name: 'Ghi đã xử lý' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Ghi đã xử lý' }));
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Gửi nhầm, không cần gửi lại.' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Ghi đã xử lý' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({
        dispatchIds: [items[2]?.id],
        note: 'Gửi nhầm, không cần gửi lại.',
      }),
    );
  });

  it('puts a wrong code right and sends again, telling only what was changed', async () => {
    const dead = {
      id: '01900000-0000-7000-8000-0000000000d1',
      kind: 'document',
      dispatchId: items[0]?.id,
      documentId: items[0]?.documentId,
      what: 'Công văn 367/UBND-VHTT',
      receiverName: 'Sở Nội vụ',
      receiverCode: 'H35.99',
      way: { carrier: 'national', label: 'Trục liên thông quốc gia', connectionId: null },
      errorCode: 'axis.unknown_receiver',
      reason: 'Trục không biết mã H35.99.',
      attempts: 1,
      createdAt: '2021-03-22T03:00:00Z',
      failedAt: '2021-03-22T03:00:05Z',
      ageDays: 2,
      link: '/van-ban-di/x',
      abilities: { 'interchange.amend': true, 'interchange.resend': true },
    };
    const calls = office({
      'GET /api/interchange/dead-letters': () => ({ items: [dead], nextCursor: null }),
      [`POST /api/interchange/dispatches/${dead.dispatchId}/amend`]: () => ({
        id: dead.dispatchId,
        state: 'pending',
        newEnvelope: true,
        way: dead.way,
        reason: '',
      }),
    });
    await stage(<TrackingPage />, { path: '/theo-doi?ngan=stopped' });
    const line = (await screen.findByText('Sở Nội vụ')).closest('li') as HTMLElement;
    expect(within(line).getByText('Trục không biết mã H35.99.')).toBeTruthy();
    expect(within(line).getByText('dừng 2 ngày')).toBeTruthy();
    fireEvent.click(within(line).getByRole('button', { name: 'Sửa và gửi lại' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('Mã định danh nơi nhận'), { target: { value: 'H35.9' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Sửa và gửi lại' }));
    await waitFor(() => expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ receiverCode: 'H35.9' }));
  });

  it('shows each receiver with what is wrong in words', async () => {
    const row = {
      receiverAgencyId: null,
      receiverName: 'UBND xã Khun Há',
      receiverCode: 'H35.9.3',
      letters: 1200,
      registered: 1100,
      late: 3,
      failed: 0,
      refused: 1,
      manual: 0,
      lateSince: '2021-03-20T03:00:00Z',
      medianMinutes: 125,
    };
    const fine = {
      ...row,
      receiverName: 'Phòng Y tế',
      receiverCode: 'H35.9.4',
      late: 0,
      refused: 0,
      medianMinutes: 0.4,
    };
    office({
      'GET /api/interchange/receivers': () => ({
        items: [row, fine],
        nextCursor: null,
        totals: { receivers: 2, letters: 2400, registered: 2200, late: 3, failed: 0, refused: 1, manual: 0 },
      }),
    });
    await stage(<TrackingPage />, { path: '/theo-doi?ngan=receivers' });
    const line = (await screen.findByText('UBND xã Khun Há')).closest('tr') as HTMLElement;
    expect(line.textContent).toContain('3 chậm');
    expect(line.textContent).toContain('1 từ chối');
    expect(line.textContent).toContain('2 giờ');
    const calm = screen.getByText('Phòng Y tế').closest('tr') as HTMLElement;
    expect(calm.textContent).toContain('Thông suốt');
    expect(calm.textContent).toContain('dưới 1 phút');
  });
});
