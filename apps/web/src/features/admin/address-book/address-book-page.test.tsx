import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { BODY_ID, detail, item, page, run, source, sync } from './address-book.fixture.ts';
import { AddressBookPage } from './address-book-page.tsx';

type Answers = Parameters<typeof serve>[0];

async function open(answers: Answers = {}, roles: string[] = ['administrator']) {
  const calls = serve({
    'GET /api/address-book': () => page([item()]),
    'GET /api/address-book/sync': () => sync([source(run())]),
    ...answers,
  });
  await stage(<AddressBookPage />, { who: me({ roles }) });
  return calls;
}

describe('AddressBookPage', () => {
  useBrowser();

  it('shows a body with both codes, the way to it, and how fresh the book is', async () => {
    await open();
    const row = (await screen.findByRole('button', { name: 'Sở Thông tin và Truyền thông' })).closest('tr');
    const cells = within(row ?? document.body);
    cells.getByText('H35.17');
    cells.getByText('000.00.17.H35');
    cells.getByText('Trục liên thông quốc gia');
    await screen.findByText(/Đồng bộ 06:00 hôm nay: 111.204 cơ quan, 37 mới, 4 đổi tên, 2 đóng/);
  });

  it('asks the server for what is typed and ticked', async () => {
    const calls = await open();
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Tìm trong sổ địa chỉ' }), 'so tttt');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Trùng mã' }));
    await waitFor(() =>
      expect(calls.some(({ path }) => path.includes('q=so+tttt') && path.includes('disputed=true'))).toBe(true),
    );
  });

  it('synchronises on order and says why it cannot', async () => {
    const calls = await open({
      'POST /api/address-book/sources/truc/sync': () =>
        refuse(409, 'addressbook.running', 'Nguồn này đang được đồng bộ.'),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Đồng bộ ngay' }));
    await screen.findByText('Nguồn này đang được đồng bộ.');
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ full: false });
  });

  it('leaves a list that lacks too much to the administrator', async () => {
    const held = run({ state: 'held', held: { missing: 40_000, known: 111_204 }, counts: null });
    const calls = await open({
      'GET /api/address-book/sync': () => sync([source(held)]),
      'POST /api/address-book/sources/truc/sync': () => ({ id: 'truc' }),
    });
    await screen.findByText(/Danh sách mới thiếu 40.000 trong 111.204/);
    await userEvent.click(screen.getByRole('button', { name: /Nhận danh sách/ }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ full: true, agreedMissing: 40_000 }),
    );
  });

  it('tries a source and shows what is wrong', async () => {
    await open({
      'POST /api/address-book/sources/truc/try': () => ({
        ok: false,
        steps: [{ name: 'Gọi danh sách', ok: false, text: 'Sai mã bí mật của hệ thống.' }],
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Thử' }));
    await screen.findByText('Sai mã bí mật của hệ thống.');
  });

  it('offers whoever only reads no act of the administrator', async () => {
    const abilities = { 'addressbook.sync': 'Chỉ quản trị.', 'addressbook.import': 'Chỉ quản trị.' };
    await open(
      {
        'GET /api/address-book': () => page([item()], { abilities }),
        'GET /api/address-book/sync': () => sync([source(run(), { abilities })]),
      },
      ['clerk'],
    );
    await screen.findByText(/Đồng bộ 06:00/);
    for (const name of ['Đồng bộ ngay', 'Thử', 'Nhập từ tệp', 'Thiết lập']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
    expect(screen.getByRole('link', { name: 'Xuất' }).getAttribute('href')).toContain('/api/address-book/export');
  });

  it('tells where agencies come from while there are none', async () => {
    await open({ 'GET /api/address-book': () => page([]), 'GET /api/address-book/sync': () => sync([]) });
    await screen.findByText('Sổ địa chỉ còn trống');
    expect(screen.getAllByRole('button', { name: 'Nhập từ tệp' })).toHaveLength(2);
  });

  it('opens a body with codes, lists and history, and records who takes over', async () => {
    const calls = await open({
      [`GET /api/address-book/agencies/${BODY_ID}`]: () => detail(),
      [`PUT /api/address-book/agencies/${BODY_ID}/successors`]: () => ({ id: BODY_ID }),
      'GET /api/address-book/find': () => ({
        items: [{ code: 'H35.20', name: 'Sở Khoa học và Công nghệ', path: '', agencyId: null, instead: null }],
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Sở Thông tin và Truyền thông' }));
    await screen.findByText('Đổi tên: Sở BCVT → Sở TTTT');
    await screen.findByText('Danh sách theo Quyết định 20/2020');
    await userEvent.click(screen.getByRole('button', { name: 'Ghi cơ quan nhận thay' }));
    const field = await screen.findByRole('combobox', { name: 'Cơ quan nhận thay' });
    await userEvent.click(field);
    await userEvent.type(field, 'khcn');
    await userEvent.click(await screen.findByText('Sở Khoa học và Công nghệ'));
    await userEvent.type(screen.getByRole('textbox', { name: 'Căn cứ' }), 'Nghị quyết số 1');
    await userEvent.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toMatchObject({
        codes: ['H35.20'],
        basis: 'Nghị quyết số 1',
      }),
    );
  });
});
