import type { MyMailbox } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { id } from '../../shared/testing/ids.ts';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { MyMailCard } from './my-mail-card.tsx';

function mine(part: Partial<MyMailbox> = {}): MyMailbox {
  return {
    id: id(200),
    address: 'lug.namot@laichau.gov.vn',
    kind: 'person',
    name: 'Giàng A Lử',
    access: 'own',
    quotaMb: 2048,
    usedBytes: 0,
    quotaLevel: 'ok',
    aliases: [],
    programs: 'smtp',
    passwords: [],
    ...part,
  };
}

describe('my mailboxes', () => {
  useBrowser();

  it('shows a new password of a device once, and asks who is there first', async () => {
    const calls = serve({
      'GET /api/me/mailboxes': () => ({ items: [mine()] }),
      [`POST /api/me/mailboxes/${id(200)}/passwords`]: () => ({
        id: id(300),
        login: 'lug.namot@laichau.gov.vn',
        secret: 'abcde-fghjk-mnpqr-stvwx-yz012-3',
      }),
    });
    await stage(<MyMailCard />);
    fireEvent.click(await screen.findByRole('button', { name: 'Mật khẩu thiết bị mới' }));
    fireEvent.change(await screen.findByLabelText('Thiết bị'), { target: { value: 'Điện thoại' } });
    const make = screen.getByRole('button', { name: 'Tạo mật khẩu thiết bị' });
    fireEvent.click(make);
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(screen.getByLabelText('Mật khẩu đang dùng'), { target: { value: 'mật khẩu' } });
    fireEvent.click(make);
    expect(await screen.findByText('abcde-fghjk-mnpqr-stvwx-yz012-3')).toBeTruthy();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ label: 'Điện thoại', password: 'mật khẩu' });
    fireEvent.click(screen.getByRole('button', { name: 'Đã nhập xong' }));
    await waitFor(() => expect(screen.queryByText('abcde-fghjk-mnpqr-stvwx-yz012-3')).toBeNull());
  });

  it('takes one back; offers none where the mail is elsewhere', async () => {
    const phone = { id: id(300), label: 'Điện thoại', createdAt: '2021-03-19T03:00:00Z', lastUsedAt: null };
    const calls = serve({
      'GET /api/me/mailboxes': () => ({
        items: [mine({ passwords: [phone] }), mine({ id: id(201), programs: 'none' })],
      }),
      [`DELETE /api/me/mailboxes/${id(200)}/passwords/${id(300)}`]: () => ({ id: id(300) }),
    });
    await stage(<MyMailCard />);
    fireEvent.click(await screen.findByRole('button', { name: 'Hủy' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'DELETE')).toBe(true));
    expect(screen.getAllByRole('button', { name: 'Mật khẩu thiết bị mới' })).toHaveLength(1);
  });

  it('leads from a mailbox of mail programs, and no other, to where forged mail is reported', async () => {
    serve({ 'GET /api/me/mailboxes': () => ({ items: [mine(), mine({ id: id(201), programs: 'imap' })] }) });
    await stage(<MyMailCard />);
    const links = await screen.findAllByRole('link', { name: /báo thư giả mạo/ });
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/thu/an-toan']);
  });

  it('answers for whoever is away from a mailbox of mail programs; not from a shared one, nor where the page of mail does it', async () => {
    const nobodyAway = {
      enabled: false,
      from: null,
      until: null,
      text: '',
      delegatePersonId: null,
      delegateName: null,
    };
    const calls = serve({
      'GET /api/me/mailboxes': () => ({
        items: [
          mine({ programs: 'imap' }),
          mine({ id: id(201), programs: 'imap', access: 'member', kind: 'unit' }),
          mine({ id: id(202) }),
        ],
      }),
      [`GET /api/mail/${id(200)}/vacation`]: () => nobodyAway,
      [`PUT /api/mail/${id(200)}/vacation`]: () => ({ ...nobodyAway, enabled: true }),
    });
    await stage(<MyMailCard />);
    fireEvent.click(await screen.findByRole('button', { name: 'Báo vắng mặt' }));
    fireEvent.click(await screen.findByRole('switch', { name: 'Trả lời tự động khi vắng mặt' }));
    fireEvent.change(screen.getByLabelText('Nội dung trả lời'), { target: { value: 'Tôi đi công tác.' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toMatchObject({
        enabled: true,
        text: 'Tôi đi công tác.',
      }),
    );
  });

  it('sets the password of a mailbox at Zimbra, typed twice', async () => {
    const calls = serve({
      'GET /api/me/mailboxes': () => ({ items: [mine({ programs: 'zimbra' })] }),
      [`POST /api/me/mailboxes/${id(200)}/mailbox-password`]: () => ({ id: id(200) }),
    });
    await stage(<MyMailCard />);
    fireEvent.click(await screen.findByRole('button', { name: 'Đặt mật khẩu hộp thư' }));
    const type = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByLabelText('Mật khẩu mới');
    type('Mật khẩu mới', 'mot mat khau dai');
    type('Nhập lại mật khẩu mới', 'khac');
    type('Mật khẩu đăng nhập Công Vụ', 'cua toi');
    const save = screen.getByRole('button', { name: 'Đặt mật khẩu' });
    fireEvent.click(save);
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    type('Nhập lại mật khẩu mới', 'mot mat khau dai');
    fireEvent.click(save);
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    const body = { newPassword: 'mot mat khau dai', password: 'cua toi' };
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual(body);
  });

  it('is not there for who opens no mailbox', async () => {
    const calls = serve({ 'GET /api/me/mailboxes': () => ({ items: [] }) });
    await stage(<MyMailCard />);
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(screen.queryByText('Thư công vụ')).toBeNull();
  });
});
