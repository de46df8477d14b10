import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { account } from '../../shared/testing/accounts.fixture.ts';
import { id } from '../../shared/testing/ids.ts';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { AccountsRegister } from './accounts/accounts-register.tsx';
import { MailboxesRegister } from './mailboxes/mailboxes-register.tsx';
import { imported, mailbox } from './things.fixture.ts';

const FOCAL = me({ roles: ['focal'] });
const AGENCIES = { 'GET /api/org/agencies': () => ({ items: [], nextCursor: null }) };

function page<T>(items: T[], part = {}) {
  return { items, nextCursor: null, total: items.length, abilities: {}, ...part };
}

/** jsdom sends nothing; the answer of the upload is the test's. */
function answerUploads(answer: unknown): void {
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      status = 200;
      responseText = JSON.stringify(answer);
      upload = {};
      onload: (() => void) | undefined;
      open(): void {}
      setRequestHeader(): void {}
      send(): void {
        this.onload?.();
      }
    },
  );
}

describe('register of accounts', () => {
  useBrowser();

  it('reads on from where it stopped, and asks the server for what is filtered', async () => {
    const calls = serve({
      ...AGENCIES,
      'GET /api/accounts-register': ({ path }) =>
        path.includes('cursor=c1')
          ? page([account({ id: id(101), holderName: 'Cứ A Sình' })], { total: 2 })
          : page([account()], { total: 2, nextCursor: 'c1' }),
    });
    await stage(<AccountsRegister />, { who: FOCAL, path: '/?loai=idle' });
    expect(await screen.findByRole('button', { name: 'Lý A Tủa' })).toBeTruthy();
    expect(calls.some(({ path }) => path.includes('waste=idle'))).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Xem thêm 1 tài khoản' }));
    expect(await screen.findByRole('button', { name: 'Cứ A Sình' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Lý A Tủa' })).toBeTruthy();
  });

  it('exports what is shown, not everything', async () => {
    serve({ ...AGENCIES, 'GET /api/accounts-register': () => page([account()]) });
    await stage(<AccountsRegister />, { who: FOCAL, path: '/?loai=idle&the=active' });
    const link = await screen.findByRole('link', { name: 'Xuất' });
    expect(link.getAttribute('href')).toBe('/api/accounts-register/export?state=active&waste=idle');
  });

  it('drops every filter at once, whichever the register has', async () => {
    serve({ ...AGENCIES, 'GET /api/accounts-register': () => page([]) });
    const { history } = await stage(<AccountsRegister />, { who: FOCAL, path: '/?di-dong=true&the=active' });
    expect(await screen.findByText('Không có tài khoản nào khớp')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Bỏ mọi lọc' }));
    expect(history.location.search).toBe('');
    expect(await screen.findByText('Sổ tài khoản còn trống')).toBeTruthy();
  });

  it('shows one account with the documents behind its history, and keeps it with reason and day', async () => {
    const path = `GET /api/accounts-register/${id(100)}`;
    const calls = serve({
      ...AGENCIES,
      'GET /api/accounts-register': () => page([account()]),
      [path]: () => ({
        account: account(),
        history: [
          { at: '2021-02-01T03:00:00Z', who: 'Hoàng Minh Tuấn', text: 'Được sửa trên di động', link: '/de-nghi/r8' },
        ],
      }),
      [`POST /api/accounts-register/${id(100)}/keep`]: () =>
        account({ kept: { reason: 'Đi học', until: '2199-06-30' } }),
    });
    await stage(<AccountsRegister />, { who: FOCAL, path: `/?id=${id(100)}` });
    const line = await screen.findByRole('link', { name: 'Được sửa trên di động' });
    expect(line.getAttribute('href')).toBe('/de-nghi/r8');
    fireEvent.click(screen.getByRole('button', { name: 'Giữ tài khoản' }));
    const title = await screen.findByText('Giữ tài khoản của Lý A Tủa');
    const dialog = within(title.closest<HTMLElement>('[role="dialog"]') ?? title);
    fireEvent.click(dialog.getByRole('button', { name: 'Giữ tài khoản' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(dialog.getByLabelText('Lý do giữ'), { target: { value: 'Đi học' } });
    const until = dialog.getByLabelText('Giữ đến ngày');
    fireEvent.change(until, { target: { value: '30/6/2199' } });
    fireEvent.blur(until);
    fireEvent.click(dialog.getByRole('button', { name: 'Giữ tài khoản' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'Đi học', until: '2199-06-30' }),
    );
  });

  it('shows the one-time link once', async () => {
    serve({
      ...AGENCIES,
      'GET /api/accounts-register': () => page([account()]),
      [`GET /api/accounts-register/${id(100)}`]: () => ({ account: account(), history: [] }),
      [`POST /api/accounts-register/${id(100)}/invitation`]: () => ({
        link: 'https://congvu.example/lien-ket/abc',
        expiresAt: '2021-03-21T03:00:00Z',
        userName: 'tuala',
      }),
    });
    await stage(<AccountsRegister />, { who: FOCAL, path: `/?id=${id(100)}` });
    fireEvent.click(await screen.findByRole('button', { name: 'Liên kết đặt mật khẩu' }));
    expect(await screen.findByText('https://congvu.example/lien-ket/abc')).toBeTruthy();
  });

  it('takes a file, says each fault by row and column, and keeps the good rows', async () => {
    const calls = serve({
      ...AGENCIES,
      'GET /api/accounts-register': () => page([account()]),
      [`POST /api/accounts-register/import/${id(400)}/confirm`]: () => ({ fresh: 1, updated: 0, skipped: 1 }),
    });
    answerUploads(imported());
    await stage(<AccountsRegister />, { who: FOCAL });
    fireEvent.click(await screen.findByRole('button', { name: 'Nhập từ Excel' }));
    expect(screen.getByRole('link', { name: 'Tải mẫu XLSX' }).getAttribute('href')).toBe(
      '/api/accounts-register/template',
    );
    await userEvent.upload(screen.getByLabelText('Chọn tệp'), new File(['x'], 'tai-khoan.xlsx'));
    const fault = await screen.findByText('Không phải là ngày có thật.');
    expect(fault.closest('tr')?.textContent).toContain('3');
    expect(fault.textContent).toContain('Cột H, Ngày cấp');
    fireEvent.click(screen.getByRole('button', { name: 'Ghi 1 dòng đúng' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ skipErrors: true }));
  });

  it('writes nothing of a file without a good row', async () => {
    const calls = serve({ ...AGENCIES, 'GET /api/accounts-register': () => page([account()]) });
    answerUploads(imported({ id: null, fresh: 0, rows: imported().rows.slice(0, 1) }));
    await stage(<AccountsRegister />, { who: FOCAL });
    fireEvent.click(await screen.findByRole('button', { name: 'Nhập từ Excel' }));
    await userEvent.upload(screen.getByLabelText('Chọn tệp'), new File(['x'], 'tai-khoan.xlsx'));
    const write = await screen.findByRole('button', { name: 'Ghi 0 dòng đúng' });
    expect(write.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(write);
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('offers no import to who may not', async () => {
    serve({ ...AGENCIES, 'GET /api/accounts-register': () => page([]) });
    await stage(<AccountsRegister />, { who: me() });
    expect(await screen.findByText('Sổ tài khoản còn trống')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Nhập từ Excel' })).toBeNull();
  });
});

describe('register of mailboxes', () => {
  useBrowser();

  it('says what waits on the mail system, and records it done without opening the row', async () => {
    const calls = serve({
      ...AGENCIES,
      'GET /api/mailboxes': () =>
        page([mailbox()], { backend: 'manual', backendLabel: 'Chưa nối hệ thống thư: làm bằng tay rồi xác nhận.' }),
      [`POST /api/mail-steps/${id(210)}/done`]: () => mailbox({ pendingStep: null }),
    });
    const { history } = await stage(<MailboxesRegister />, { who: FOCAL });
    expect(await screen.findByText('1 việc chờ làm trên hệ thống thư')).toBeTruthy();
    const file = screen.getByRole('link', { name: 'Lệnh zmprov (Zimbra)' });
    expect(file.getAttribute('href')).toBe('/api/mailboxes/steps/zmprov');
    const csv = screen.getByRole('link', { name: 'Danh sách (CSV)' });
    expect(csv.getAttribute('href')).toBe('/api/mailboxes/steps/csv');
    fireEvent.click(await screen.findByRole('button', { name: 'Đã làm' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/done'))).toBe(true));
    expect(history.location.search).toBe('');
  });

  it('leaves the step to who may do it', async () => {
    serve({
      ...AGENCIES,
      'GET /api/mailboxes': () =>
        page([mailbox({ abilities: { 'mail.do_step': 'Đầu mối xác nhận.' } })], {
          backend: 'manual',
          backendLabel: '',
        }),
    });
    await stage(<MailboxesRegister />, { who: me() });
    expect(await screen.findByText('Tạo hộp thư trên hệ thống thư của tỉnh.')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Lệnh zmprov (Zimbra)' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Đã làm' })).toBeNull();
  });

  it('names who is idle, what is nearly full and what the mail system refused', async () => {
    const problem = { text: 'Địa chỉ đã có người giữ.', since: '2021-03-19T03:00:00Z', again: false };
    serve({
      ...AGENCIES,
      'GET /api/mailboxes': () =>
        page([mailbox({ pendingStep: null, usedBytes: 2_000_000_000, quotaLevel: 'almost', idleDays: 71, problem })], {
          backend: 'embedded',
          backendLabel: '',
          idleAfterDays: 45,
        }),
    });
    await stage(<MailboxesRegister />, { who: me() });
    expect(await screen.findByText('Đã dùng trên 95%')).toBeTruthy();
    expect(screen.getByText('Không dùng 71 ngày')).toBeTruthy();
    expect(screen.getByText('Địa chỉ đã có người giữ.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Cài đặt thư' })).toBeNull();
  });

  it('adds and takes away members of the mailbox of a unit, only for whom the server allows', async () => {
    const member = {
      personId: id(71),
      fullName: 'Lò Thị Thư',
      title: 'Văn thư',
      since: '2021-03-19T03:00:00Z',
      addedBy: 'Sùng A Chủ',
    };
    const unit = mailbox({
      kind: 'unit',
      pendingStep: null,
      memberCount: 1,
      abilities: { 'mail.change_members': true },
    });
    const calls = serve({
      ...AGENCIES,
      'GET /api/mailboxes': () => page([unit], { backend: 'embedded', backendLabel: '', idleAfterDays: 45 }),
      [`GET /api/mailboxes/${id(200)}`]: () => ({ mailbox: unit, members: [member], history: [] }),
      [`GET /api/mailboxes/${id(200)}/candidates`]: () => ({ items: [] }),
      [`POST /api/mailboxes/${id(200)}/members`]: () => unit,
    });
    await stage(<MailboxesRegister />, { who: me(), path: `/so-thu?id=${id(200)}` });
    fireEvent.click(await screen.findByRole('button', { name: 'Bớt' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/members'))).toBe(true));
    expect(calls.find(({ path }) => path.endsWith('/members'))?.body).toEqual({ add: [], remove: [id(71)] });
    expect(screen.queryByRole('button', { name: 'Tạm ngừng' })).toBeNull();
  });

  it('lets the second person approve a deletion, and tells the first why not he', async () => {
    const deletion = { askedBy: 'Quàng Văn Trị', askedAt: '2021-03-19T03:00:00Z', reason: 'Hết hạn lưu giữ' };
    const asked = (decides: true | string) =>
      mailbox({
        state: 'revoked',
        stateLabel: 'Đã đóng',
        pendingStep: null,
        deletion,
        abilities: { 'mail.approve_deletion': decides, 'mail.decline_deletion': true },
      });
    const show = async (decides: true | string) => {
      const calls = serve({
        ...AGENCIES,
        'GET /api/mailboxes': () =>
          page([asked(decides)], { backend: 'embedded', backendLabel: '', idleAfterDays: 45 }),
        [`GET /api/mailboxes/${id(200)}`]: () => ({ mailbox: asked(decides), members: [], history: [] }),
        [`POST /api/mailboxes/${id(200)}/deletion/approve`]: () => asked(decides),
      });
      const { unmount } = await stage(<MailboxesRegister />, { who: me(), path: `/so-thu?id=${id(200)}` });
      return { calls, unmount, button: await screen.findByRole('button', { name: /Duyệt xóa/ }) };
    };
    const own = await show('Người đề nghị không tự duyệt.');
    fireEvent.click(own.button);
    expect(own.button.getAttribute('aria-disabled')).toBe('true');
    expect(own.calls.some(({ path }) => path.endsWith('/approve'))).toBe(false);
    own.unmount();
    const second = await show(true);
    fireEvent.click(second.button);
    await waitFor(() => expect(second.calls.some(({ path }) => path.endsWith('/approve'))).toBe(true));
  });

  it('names a successor; none means that letters are refused', async () => {
    const open = mailbox({ pendingStep: null, abilities: { 'mail.name_successor': true } });
    const calls = serve({
      ...AGENCIES,
      'GET /api/mailboxes': () => page([open], { backend: 'embedded', backendLabel: '', idleAfterDays: 45 }),
      [`GET /api/mailboxes/${id(200)}`]: () => ({ mailbox: open, members: [], history: [] }),
      [`POST /api/mailboxes/${id(200)}/successor`]: () => open,
    });
    await stage(<MailboxesRegister />, { who: me(), path: `/so-thu?id=${id(200)}` });
    fireEvent.click(await screen.findByRole('button', { name: 'Người nhận thay' }));
    fireEvent.change(await screen.findByLabelText('Hộp thư nhận thay'), { target: { value: ' vanthu.binhlu ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ghi người nhận thay' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/successor'))).toBe(true));
    expect(calls.find(({ path }) => path.endsWith('/successor'))?.body).toEqual({ address: 'vanthu.binhlu' });
  });
});
