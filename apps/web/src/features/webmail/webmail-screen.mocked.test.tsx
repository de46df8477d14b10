import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ToastHost } from '../../shared/feedback/toast.tsx';
import { id } from '../../shared/testing/ids.ts';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { box, email, FOLDERS, FORGED, FORGED_VIEW, line, OWN_BOX, UNIT } from './webmail.fixture.ts';
import { WebmailScreen } from './webmail-screen.tsx';

let openId: string | undefined;
vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<typeof import('@tanstack/react-router')>()),
  useParams: () => ({ id: openId }),
}));

const REPORT = line(20, 'Báo cáo công tác phòng cháy, chữa cháy rừng', { hasAttachments: true });
const BOX = `/api/mail/${UNIT}`;

function office(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    'GET /api/mail': () => ({ items: [OWN_BOX, box()], elsewhere: [] }),
    [`GET ${BOX}/folders`]: () => ({ items: FOLDERS }),
    [`GET ${BOX}/members`]: () => ({
      items: [
        { personId: id(41), name: 'Lò Thị Mai Hương', title: 'Văn thư' },
        { personId: id(42), name: 'Vàng Thị Mai', title: 'Văn thư' },
      ],
    }),
    [`GET ${BOX}/emails`]: () => ({ items: [REPORT, FORGED], nextCursor: null }),
    [`GET ${BOX}/emails/${REPORT.id}`]: () =>
      email(REPORT, {
        attachments: [
          {
            no: 0,
            name: '27-BC-HKL.pdf',
            mediaType: 'application/pdf',
            size: 4_096,
            sha256: 'a',
            inline: false,
            av: 'pending',
            avText: 'Đang chờ quét mã độc; mở được ngay sau khi quét xong.',
            link: null,
          },
        ],
      }),
    [`GET ${BOX}/emails/${FORGED.id}`]: () => FORGED_VIEW,
    [`GET ${BOX}/emails/${REPORT.id}/body`]: () => ({
      html: '<p>Kính gửi</p>',
      simplified: false,
      blockedImages: 0,
      links: [],
    }),
    [`GET ${BOX}/emails/${FORGED.id}/body`]: () => ({
      html: '<p>Kính gửi</p>',
      simplified: false,
      blockedImages: 1,
      links: [],
    }),
    'GET /api/threats/reports/mine': () => ({ items: [] }),
    [`POST ${BOX}/emails/keywords`]: () => ({ changed: 1, text: 'Đã đánh dấu đã đọc 1 thư.' }),
    ...more,
  });
}

function show(opened?: string) {
  openId = opened;
  return stage(
    <>
      <WebmailScreen />
      <ToastHost />
    </>,
    {
      path: `/thu?hop=${UNIT}`,
      who: me({}, { user: { id: id(9), userName: 'huong', displayName: 'Lò Thị Mai Hương' } }),
    },
  );
}

describe('webmail', () => {
  useBrowser();

  it('lists the mails of the shared box and says who shares it', async () => {
    office();
    await show();
    expect(await screen.findByText('Báo cáo công tác phòng cháy, chữa cháy rừng')).toBeTruthy();
    expect(screen.getByText('Nghi giả mạo')).toBeTruthy();
    expect(screen.getByText(/2 người cùng dùng/)).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Cách ly/ })).toBeTruthy();
  });

  it('offers Mẫu số 10 to whoever has no mailbox', async () => {
    serve({ 'GET /api/mail': () => ({ items: [], elsewhere: [] }) });
    await show();
    expect((await screen.findByRole('link', { name: /Mẫu số 10/ })).getAttribute('href')).toBe(
      '/de-nghi/moi/mailbox.new',
    );
  });

  it('leads to the post whose mailbox it is, not to a new request', async () => {
    const who = me();
    const there = { ...who.acting, positionId: id(60), agencyId: id(61), agencyName: 'Phòng Y tế huyện Tam Đường' };
    const elsewhere = [{ address: 'lant.tamduong@laichau.gov.vn', agencyId: id(61) }];
    const calls = serve({
      'GET /api/mail': () => ({ items: [], elsewhere }),
      'POST /api/me/acting': () => ({ ...who, acting: there }),
    });
    openId = undefined;
    await stage(<WebmailScreen />, { who: { ...who, positions: [who.acting, there] } });
    fireEvent.click(await screen.findByRole('button', { name: 'Mở hộp thư tại Phòng Y tế huyện Tam Đường' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ positionId: id(60) }));
    expect(screen.queryByRole('link', { name: /Mẫu số 10/ })).toBeNull();
  });

  it('warns in its own frame with the two main reasons, the rest folded', async () => {
    office();
    await show(FORGED.id);
    const alert = await screen.findByRole('alert');
    expect(within(alert).getAllByRole('listitem')).toHaveLength(2);
    expect(alert.querySelector('iframe')).toBeNull();
    expect(within(alert).getByText('campus-norte.example').tagName).toBe('B');
    expect(await screen.findByText(/Đã chặn 1 hình ảnh/)).toBeTruthy();
    expect(screen.getByText('Xem 1 điều khác đã thấy')).toBeTruthy();
  });

  it('reports a forged mail with one tap', async () => {
    const calls = office({
      'POST /api/threats/reports': () => ({ reportId: id(77), outcome: 'received', text: 'Đã nhận báo cáo.' }),
      [`POST /api/threats/reports/${id(77)}/withdraw`]: () => ({ withdrawn: true }),
    });
    await show(FORGED.id);
    await userEvent.click(await screen.findByRole('button', { name: 'Báo thư giả mạo' }));
    expect(await screen.findByText('Đã nhận báo cáo.')).toBeTruthy();
    expect(calls.find(({ path }) => path === '/api/threats/reports')?.body).toEqual({
      mailboxId: UNIT,
      emailId: FORGED.id,
      kind: 'forged',
    });
    await userEvent.click(screen.getByRole('button', { name: /Hoàn tác/ }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/withdraw'))).toBe(true));
  });

  it('locks an attachment that waits for the antivirus', async () => {
    office();
    await show(REPORT.id);
    const files = await screen.findByRole('region', { name: 'Tệp kèm' });
    expect(within(files).getByText('Chờ quét mã độc')).toBeTruthy();
    expect(within(files).queryByRole('link')).toBeNull();
  });

  it('does not call scanned what no antivirus has seen', async () => {
    const file = {
      no: 0,
      name: 'moi.pdf',
      mediaType: 'application/pdf',
      size: 1,
      sha256: 'a',
      inline: false,
      link: '/x',
    };
    office({
      [`GET ${BOX}/emails/${REPORT.id}`]: () =>
        email(REPORT, { attachments: [{ ...file, av: 'clean', avText: 'Hệ thống chưa có phần mềm diệt virus.' }] }),
    });
    await show(REPORT.id);
    const files = await screen.findByRole('region', { name: 'Tệp kèm' });
    expect(within(files).queryByText('Đã quét')).toBeNull();
    expect(within(files).getByText('Xem kỹ trước khi mở')).toBeTruthy();
  });

  it('moves a mail to the bin and brings it back', async () => {
    const calls = office({
      [`POST ${BOX}/emails/trash`]: () => ({ changed: 1, text: 'Đã xóa 1 thư.' }),
      [`POST ${BOX}/emails/restore`]: () => ({ changed: 1, text: 'Đã đưa về.' }),
    });
    await show(REPORT.id);
    await userEvent.click(await screen.findByRole('button', { name: 'Xóa' }));
    await userEvent.click(await screen.findByRole('button', { name: /Hoàn tác/ }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/restore'))?.body).toEqual({ ids: [REPORT.id] }),
    );
  });

  it('makes a folder of its own and opens it', async () => {
    const calls = office({ [`POST ${BOX}/folders`]: () => ({ id: id(15) }) });
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Thư mục khác' }));
    await userEvent.click(await screen.findByText('Thư mục mới…'));
    await userEvent.type(await screen.findByLabelText('Tên thư mục'), 'Bầu cử');
    await userEvent.click(screen.getByRole('button', { name: 'Tạo thư mục' }));
    expect(await screen.findByRole('tab', { name: /Giao ban/, selected: true })).toBeTruthy();
    expect(calls.find(({ method, path }) => method === 'POST' && path === `${BOX}/folders`)?.body).toEqual({
      name: 'Bầu cử',
    });
  });

  it('marks the picked mails as read, only those', async () => {
    const calls = office();
    await show();
    await userEvent.click(await screen.findByRole('button', { name: /Chọn nhiều/ }));
    await userEvent.click(screen.getAllByRole('option')[0] as HTMLElement);
    await userEvent.click(screen.getByRole('button', { name: 'Đã đọc' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/keywords'))?.body).toEqual({ ids: [REPORT.id], seen: true }),
    );
  });

  it('answers by r, never while somebody types', async () => {
    const calls = office({ [`POST ${BOX}/drafts`]: () => ({ id: id(31) }) });
    const { history } = await show(REPORT.id);
    await screen.findByRole('button', { name: 'Trả lời' });
    await userEvent.click(screen.getByRole('button', { name: 'Tìm, lọc thư' }));
    await userEvent.type(screen.getByLabelText(/Người gửi, người nhận/), 'ra f');
    expect(calls.some(({ path }) => path === `${BOX}/drafts`)).toBe(false);
    fireEvent.keyDown(document.body, { key: 'r' });
    await waitFor(() => expect(history.location.pathname).toBe(`/thu/soan/${id(31)}`));
    expect(calls.find(({ path }) => path === `${BOX}/drafts`)?.body).toEqual({ kind: 'reply', sourceId: REPORT.id });
  });

  it('gives a mail of the shared box to a colleague', async () => {
    const calls = office({ [`POST ${BOX}/emails/assign`]: () => ({ changed: 1, text: 'Đã giao Vàng Thị Mai.' }) });
    await show(REPORT.id);
    await userEvent.click(await screen.findByRole('button', { name: 'Nhận việc' }));
    await userEvent.click(await screen.findByText('Giao Vàng Thị Mai'));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/assign'))?.body).toEqual({ ids: [REPORT.id], personId: id(42) }),
    );
  });
});
