import type { OutgoingRegisterRow } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { RegistersPage } from './registers-page.tsx';

function row(number: number, part: Partial<OutgoingRegisterRow> = {}): OutgoingRegisterRow {
  return {
    documentId: `01900000-0000-7000-8000-00000000${1000 + number}`,
    number,
    numberSymbol: `${number}/UBND-VHTT`,
    issuedOn: '2021-03-22',
    typeName: 'Công văn',
    abstract: 'rà soát hộp thư công vụ',
    signatory: 'Vũ Xuân Thịnh',
    recipients: 'UBND các xã, thị trấn',
    filedCopyHolder: 'VT, VHTT',
    copies: 26,
    sentOn: '2021-03-22',
    receipt: '',
    note: '',
    urgency: 'normal',
    cancelled: false,
    ...part,
  };
}

function book(items: OutgoingRegisterRow[], nextCursor: string | null = null) {
  return {
    year: 2021,
    series: 'all',
    registerName: 'Sổ đăng ký văn bản đi',
    years: [2021, 2020],
    lastNumber: 1248,
    cancelled: 1,
    items,
    nextCursor,
    abilities: { 'outgoing.print_register': true },
  };
}

const PATH = '/so-va-ho-so?so=di';

describe('RegistersPage', () => {
  useBrowser();

  it('has the ten columns of the decree, totals in words, and strikes cancelled numbers through', async () => {
    serve({
      'GET /api/outgoing/register': () => book([row(367), row(366, { cancelled: true, note: 'In nhầm ngày' })]),
    });
    await stage(<RegistersPage />, { path: PATH });
    const table = await screen.findByRole('table', { name: 'Sổ đăng ký văn bản đi' });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .slice(0, 10)
        .map((head) => head.textContent),
    ).toEqual([
      'Số, ký hiệu',
      'Ngày tháng',
      'Tên loại và trích yếu nội dung',
      'Người ký',
      'Nơi nhận văn bản',
      'Đơn vị, người nhận bản lưu',
      'Số lượng bản',
      'Ngày chuyển',
      'Ký nhận',
      'Ghi chú',
    ]);
    expect(screen.getByText('1248')).toBeTruthy();
    expect(screen.getByText('366/UBND-VHTT').closest('tr')?.className).toBe('is-void');
    expect(screen.getByText('367/UBND-VHTT').closest('tr')?.className).toBe('');
  });

  it('narrows by the head of a column and keeps that in the address', async () => {
    const calls = serve({ 'GET /api/outgoing/register': () => book([row(367)]) });
    const { history } = await stage(<RegistersPage />, { path: PATH });
    await userEvent.type(await screen.findByLabelText('Người ký'), 'Thịnh{Enter}');
    await waitFor(() => expect(calls.at(-1)?.path).toContain('signatory=Th%E1%BB%8Bnh'));
    expect(history.location.search).toContain('nguoiky=');
    fireEvent.click(await screen.findByRole('button', { name: 'Bỏ mọi lọc' }));
    await waitFor(() => expect(history.location.search).not.toContain('nguoiky='));
    expect(history.location.search).toContain('so=di');
  });

  it('asks nothing while a word is still being typed', async () => {
    const calls = serve({ 'GET /api/outgoing/register': () => book([row(367)]) });
    await stage(<RegistersPage />, { path: PATH });
    const field = await screen.findByLabelText('Người ký');
    const before = calls.length;
    await userEvent.type(field, 'Thij');
    expect(calls).toHaveLength(before);
    fireEvent.blur(field);
    await waitFor(() => expect(calls.length).toBe(before + 1));
  });

  it('prints and exports exactly what is shown', async () => {
    serve({ 'GET /api/outgoing/register': () => book([row(367)]) });
    await stage(<RegistersPage />, { path: `${PATH}&tu=2021-03-15&den=2021-03-22` });
    const out = await screen.findByRole('link', { name: 'Xuất' });
    expect(out.getAttribute('href')).toContain('/api/outgoing/register/export.xlsx?');
    expect(out.getAttribute('href')).toContain('from=2021-03-15&to=2021-03-22');
    expect(screen.getByRole('link', { name: 'In sổ' }).getAttribute('href')).toContain('tu=2021-03-15&den=2021-03-22');
    expect(screen.getByText(/Đang xem từ ngày 15\/3 đến ngày 22\/3/)).toBeTruthy();
  });

  it('offers neither print nor export to who may not', async () => {
    serve({
      'GET /api/outgoing/register': () => ({
        ...book([row(367)]),
        abilities: { 'outgoing.print_register': 'Chỉ văn thư.' },
      }),
    });
    await stage(<RegistersPage />, { path: PATH });
    await screen.findByText('367/UBND-VHTT');
    expect(screen.queryByRole('link', { name: 'Xuất' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'In sổ' })).toBeNull();
  });

  it('says what to do when the filter leaves nothing', async () => {
    serve({ 'GET /api/outgoing/register': () => book([]) });
    await stage(<RegistersPage />, { path: `${PATH}&q=khong-co` });
    expect(await screen.findByText('Không có văn bản nào trong khoảng đang lọc')).toBeTruthy();
  });
});
