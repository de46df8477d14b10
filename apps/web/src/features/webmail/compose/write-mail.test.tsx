import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ToastHost } from '../../../shared/feedback/toast.tsx';
import { id } from '../../../shared/testing/ids.ts';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { box, draft, UNIT } from '../webmail.fixture.ts';
import { WriteMail } from './write-mail.tsx';

const BOX = `/api/mail/${UNIT}`;
const DRAFT = `${BOX}/drafts/${id(31)}`;
const THINH = { name: 'Vũ Xuân Thịnh', address: 'thinhvx@laichau.gov.vn', detail: 'Phó Chủ tịch', source: 'directory' };

function office(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    [`GET ${BOX}/identities`]: () => ({
      items: [
        { address: 'vanthu.tamduong@laichau.gov.vn', displayName: 'Văn thư huyện', onBehalf: true, signature: '' },
      ],
    }),
    [`GET ${BOX}/contacts`]: () => ({ items: [THINH] }),
    'GET /api/mail-limits': () => ({ attachmentMb: 20 }),
    [`PUT ${DRAFT}`]: () => ({ id: id(31), version: 2, savedAt: '2021-03-22T02:45:00Z' }),
    [`POST ${DRAFT}/send`]: () => ({
      id: id(51),
      undoStatus: 'pending',
      sendAt: '2021-03-22T02:45:10Z',
      draftId: id(31),
      subject: '',
      sentBy: '',
      recipients: [],
      summary: '',
      warnings: [],
    }),
    ...more,
  });
}

function show(view = draft()) {
  return stage(
    <>
      <WriteMail box={box()} view={view} onReload={async () => view} />
      <ToastHost />
    </>,
    { path: `/thu/soan/${id(31)}` },
  );
}

const to = (address: string) => draft({ content: { ...draft().content, to: [{ name: '', address }] } });

describe('writing a mail', () => {
  useBrowser();

  it('takes a receiver by the name, saves it, sends it and takes it back', async () => {
    const calls = office({ [`POST ${BOX}/submissions/${id(51)}/undo`]: () => ({ id: id(31) }) });
    const { history } = await show();
    expect(await screen.findByText(/gửi thay mặt/)).toBeTruthy();
    const field = screen.getByLabelText('Tới');
    await userEvent.type(field, 'thinh');
    await userEvent.click(await screen.findByText(/Phó Chủ tịch/));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    await screen.findByText('Đang gửi thư.');
    const saved = calls.find(({ method }) => method === 'PUT')?.body as { version: number; content: { to: unknown[] } };
    expect(saved.content.to).toEqual([{ name: THINH.name, address: THINH.address }]);
    expect(calls.find(({ path }) => path.endsWith('/send'))?.body).toEqual({ version: 2 });
    expect(history.location.pathname).toBe('/thu');
    await userEvent.click(screen.getByRole('button', { name: /Hoàn tác/ }));
    await waitFor(() => expect(history.location.pathname).toBe(`/thu/soan/${id(31)}`));
  });

  it('says why it cannot be sent yet', async () => {
    const calls = office();
    await show();
    const send = await screen.findByRole('button', { name: /^Gửi/ });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    await userEvent.click(send);
    expect(calls.some(({ path }) => path.endsWith('/send'))).toBe(false);
  });

  it('warns of free mail in the words of the rule, not of official mail', async () => {
    office();
    const { unmount } = await show(to('xoa@gmail.com'));
    expect(await screen.findByText('xoa@gmail.com là hộp thư miễn phí')).toBeTruthy();
    unmount();
    await show(to('vanthu.binhlu@laichau.gov.vn'));
    await screen.findByText(/gửi thay mặt/);
    expect(screen.queryByText(/là hộp thư miễn phí/)).toBeNull();
  });

  it('asks for the reason and the leader when a document goes to a citizen', async () => {
    office({
      [`POST ${DRAFT}/send`]: () =>
        refuse(422, 'webmail.free_mail_document', 'Văn bản 367/UBND không gửi qua thư miễn phí.'),
      'GET /api/mail-approvers': () => ({ items: [] }),
    });
    await show(to('xoa@gmail.com'));
    await userEvent.click(await screen.findByRole('button', { name: /^Gửi/ }));
    expect(await screen.findByText('Văn bản 367/UBND không gửi qua thư miễn phí.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Gửi cho công dân' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('shows that another device has saved, and keeps what stands here', async () => {
    office({ [`PUT ${DRAFT}`]: () => refuse(409, 'webmail.version_conflict', 'Lưu ở nơi khác.') });
    await show(to('vanthu.binhlu@laichau.gov.vn'));
    await userEvent.type(await screen.findByLabelText('Tiêu đề'), 'Mời họp');
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    expect(await screen.findByText('Thư nháp này vừa được lưu ở nơi khác')).toBeTruthy();
    expect((screen.getByLabelText('Tiêu đề') as HTMLInputElement).value).toBe('Mời họp');
  });

  const KEY = {
    id: id(61),
    kind: 'organisation',
    subjectName: 'UBND huyện Tam Đường',
    deviceLabel: 'Khóa thử nghiệm trên máy chủ',
    keyKind: 'demo_software',
    state: 'usable',
  };
  const TOKEN = {
    ...KEY,
    id: id(62),
    kind: 'person',
    subjectName: 'Lò Thị Mai',
    deviceLabel: 'USB số 4F',
    keyKind: 'token',
  };
  const keys = (person: unknown[], organisation: unknown[]) => ({
    'GET /api/certificates/mine': () => ({ person, organisation, demo: true, remoteServices: [] }),
  });

  it('signs on wish: certificate and PIN are asked, then it is sent with both', async () => {
    const calls = office(keys([TOKEN], [KEY]));
    await show(to('vanthu.binhlu@laichau.gov.vn'));
    await userEvent.click(await screen.findByLabelText('Ký số thư'));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    const sign = await screen.findByRole('button', { name: 'Ký và gửi' });
    expect(sign.getAttribute('aria-disabled')).toBe('true');
    expect(calls.some(({ path }) => path.endsWith('/send'))).toBe(false);
    await userEvent.type(screen.getByLabelText('Mã PIN'), '246810');
    await userEvent.click(sign);
    await screen.findByText('Đang gửi thư.');
    expect(calls.find(({ path }) => path.endsWith('/send'))?.body).toMatchObject({
      sign: { kind: 'organisation', certificateId: KEY.id, pin: '246810' },
    });
  });

  it('says that a token does not sign mail, and that nobody can sign without a certificate', async () => {
    office(keys([TOKEN], []));
    const { unmount } = await show(to('vanthu.binhlu@laichau.gov.vn'));
    await userEvent.click(await screen.findByLabelText('Ký số thư'));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    const sign = await screen.findByRole('button', { name: 'Ký và gửi' });
    expect(sign.getAttribute('aria-disabled')).toBe('true');
    unmount();
    office(keys([], []));
    await show(to('vanthu.binhlu@laichau.gov.vn'));
    await userEvent.click(await screen.findByLabelText('Ký số thư'));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    expect(await screen.findByText(/chưa có chứng thư số dùng được/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Ký và gửi' })).toBeNull();
  });

  it('a wrong PIN is said in the window, which stays open', async () => {
    office({
      ...keys([], [KEY]),
      [`POST ${DRAFT}/send`]: () => refuse(422, 'certificates.pin_wrong', 'Mã PIN không đúng. Còn 4 lần thử.'),
    });
    await show(to('vanthu.binhlu@laichau.gov.vn'));
    await userEvent.click(await screen.findByLabelText('Ký số thư'));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
    await userEvent.type(await screen.findByLabelText('Mã PIN'), '111111');
    await userEvent.click(screen.getByRole('button', { name: 'Ký và gửi' }));
    expect(await screen.findAllByText('Mã PIN không đúng. Còn 4 lần thử.')).toHaveLength(1);
    expect((screen.getByLabelText('Mã PIN') as HTMLInputElement).value).toBe('');
  });
});
