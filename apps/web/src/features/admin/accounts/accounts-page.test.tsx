import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { stubClipboard } from '../../../shared/testing/clipboard.ts';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, account, id, person, TREE, term } from '../admin.fixture.ts';
import { AccountsPage } from './accounts-page.tsx';

const LINK = {
  userId: id(501),
  userName: 'trangnhkh',
  link: 'https://congvu.vn/lien-ket/bi-mat',
  expiresAt: '2021-03-25T08:00:00.000Z',
};

function office() {
  return serve({
    'GET /api/org/tree': () => TREE,
    'GET /api/accounts/counts': () => ({ total: 2, agencies: {} }),
    'GET /api/accounts': () => ({
      items: [
        account(501, 'Lò Thị Mai Hương'),
        account(511, 'Vàng A Sùng', { state: 'locked', stateLabel: 'Đang khóa' }),
      ],
      nextCursor: null,
    }),
    'GET /api/org/people': () => ({ items: [person(301, 'Nguyễn Hoàng Trang', [term(401, 1)])], nextCursor: null }),
    'POST /api/accounts': () => LINK,
    [`POST /api/accounts/${id(511)}/unlock`]: () => account(511, 'Vàng A Sùng'),
  });
}

describe('AccountsPage', () => {
  useBrowser();

  it('shows the one-time link once, copies it, and it is gone when closed', async () => {
    const calls = office();
    const writeText = stubClipboard();
    await stage(<AccountsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Cấp tài khoản' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cấp tài khoản' }));
    expect(within(dialog).getByText('Chưa chọn cán bộ.')).toBeTruthy();
    await userEvent.click(within(dialog).getByRole('combobox', { name: 'Cán bộ' }));
    fireEvent.click(await screen.findByText('Nguyễn Hoàng Trang'));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cấp tài khoản' }));
    expect(await screen.findByText(LINK.link)).toBeTruthy();
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ personId: id(301) });
    fireEvent.click(screen.getByRole('button', { name: 'Chép liên kết' }));
    await screen.findByRole('button', { name: 'Đã chép' });
    expect(writeText).toHaveBeenCalledWith(LINK.link);
    fireEvent.click(screen.getByRole('button', { name: 'Đã trao, đóng' }));
    await waitFor(() => expect(screen.queryByText(LINK.link)).toBeNull());
  });

  it('unlocks with a reason, refuses without one', async () => {
    const calls = office();
    await stage(<AccountsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Mở khóa: Vàng A Sùng' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mở khóa' }));
    expect(within(dialog).getByText(/Chưa nêu lý do/)).toBeTruthy();
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    await userEvent.type(within(dialog).getByLabelText('Lý do'), 'Người dùng đã xác nhận');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mở khóa' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ reason: 'Người dùng đã xác nhận' }),
    );
  });

  it('asks the server only for the state picked', async () => {
    const calls = office();
    await stage(<AccountsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Đang khóa' }));
    await waitFor(() => expect(calls.some((call) => call.path.includes('state=locked'))).toBe(true));
  });
});
