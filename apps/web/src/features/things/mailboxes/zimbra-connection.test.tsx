import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ZimbraConnectionPart } from './zimbra-connection.tsx';

const URL = 'https://mail.laichau.gov.vn:7071';
const kept = {
  connection: {
    url: URL,
    adminName: 'congvu@laichau.gov.vn',
    cosId: '',
    caPem: '',
    own: true,
    savedBy: 'Sùng A Quản',
    savedAt: '2021-03-20T02:00:00Z',
  },
  accounts: null,
  abilities: {},
};
const administrator = me({ roles: ['administrator'] });

function type(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

describe('connection to Zimbra', () => {
  useBrowser();

  it('a kept password stays when none is typed, and a new one is sent once', async () => {
    const calls = serve({
      'GET /api/mail-settings/zimbra': () => kept,
      'PUT /api/mail-settings/zimbra': () => ({ ...kept, accounts: 'some' }),
    });
    await stage(<ZimbraConnectionPart />, { who: administrator });
    const save = await screen.findByRole('button', { name: 'Thử và ghi kết nối' });
    const bodies = () => calls.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    fireEvent.click(save);
    await waitFor(() => expect(bodies()).toHaveLength(1));
    expect(bodies()[0]).toEqual({ url: URL, adminName: 'congvu@laichau.gov.vn', cosId: '', caPem: '' });
    type('Mật khẩu quản trị', 'mật khẩu mới');
    fireEvent.click(save);
    await waitFor(() => expect(bodies()).toHaveLength(2));
    expect(bodies()[1]).toMatchObject({ password: 'mật khẩu mới' });
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Mật khẩu quản trị').value).toBe(''));
  });

  it('says what Zimbra answered', async () => {
    serve({
      'GET /api/mail-settings/zimbra': () => ({ ...kept, connection: null }),
      'PUT /api/mail-settings/zimbra': () => refuse(422, 'mail.zimbra_refused', 'Zimbra không nhận mật khẩu.'),
    });
    await stage(<ZimbraConnectionPart />, { who: administrator });
    const save = await screen.findByRole<HTMLButtonElement>('button', { name: 'Thử và ghi kết nối' });
    expect(save.disabled).toBe(true);
    type('Địa chỉ quản trị', URL);
    type('Tài khoản quản trị', 'congvu@laichau.gov.vn');
    fireEvent.click(save);
    expect(await screen.findByText(/Zimbra không nhận mật khẩu/)).toBeTruthy();
  });
});
