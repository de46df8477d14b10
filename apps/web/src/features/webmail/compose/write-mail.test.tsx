import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ToastHost } from '../../../shared/feedback/toast.tsx';
import { id } from '../../../shared/testing/ids.ts';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { box, draft, UNIT } from '../webmail.fixture.ts';
import { type RenderMailSign, signKey } from './sign-option.tsx';
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

function show(view = draft(), sign: RenderMailSign = () => null) {
  return stage(
    <>
      <WriteMail box={box()} view={view} onReload={async () => view} sign={sign} />
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

  const SIGNING = `${BOX}/signings/${id(71)}`;
  const SENT = { id: id(51), undoStatus: 'pending', sendAt: '2021-03-22T02:45:10Z', draftId: id(31), subject: '' };
  const submission = { ...SENT, sentBy: '', recipients: [], summary: '', warnings: [] };

  /** What the window of the keys does, pressed by hand. */
  const window: RenderMailSign = (ask) => (
    <div role="dialog" aria-label={ask.title}>
      <button type="button" onClick={() => void ask.prepare().then(ask.onSigned, () => undefined)}>
        {ask.purposes[0]}
      </button>
      <button type="button" onClick={ask.onClose}>
        Thôi ký
      </button>
    </div>
  );
  const wish = async (): Promise<void> => {
    await userEvent.click(await screen.findByLabelText('Ký số thư'));
    await userEvent.click(screen.getByRole('button', { name: /^Gửi/ }));
  };

  it('signs on wish: the mail is fixed as it stands, and what was signed can be taken back like any other', async () => {
    const calls = office({
      [`POST ${DRAFT}/signing`]: () => ({ id: id(71), state: 'open', submission: null }),
      [`GET ${SIGNING}`]: () => ({ id: id(71), state: 'sent', submission }),
    });
    const { history } = await show(to('vanthu.binhlu@laichau.gov.vn'), window);
    await userEvent.type(await screen.findByLabelText('Tiêu đề'), 'Mời họp');
    await wish();
    expect(calls.some(({ path }) => path.endsWith('/send'))).toBe(false);
    await userEvent.click(await screen.findByRole('button', { name: 'webmail.seal' }));
    await screen.findByText('Đang gửi thư.');
    expect(calls.filter(({ path }) => path.endsWith('/signing')).map(({ body }) => body)).toEqual([{ version: 2 }]);
    expect(calls.some(({ path }) => path.endsWith('/send'))).toBe(false);
    expect(history.location.pathname).toBe('/thu');
  });

  it('given up, it is a draft as before; an act left behind on this computer opens again with the draft', async () => {
    const calls = office();
    const { unmount } = await show(to('vanthu.binhlu@laichau.gov.vn'), window);
    await wish();
    await userEvent.click(await screen.findByRole('button', { name: 'Thôi ký' }));
    expect(screen.queryByRole('dialog', { name: 'Ký số thư' })).toBeNull();
    expect(calls.some(({ path }) => path.endsWith('/send') || path.endsWith('/signing'))).toBe(false);
    unmount();
    localStorage.setItem(signKey(id(31)), id(81));
    await show(to('vanthu.binhlu@laichau.gov.vn'), window);
    expect(await screen.findByRole('dialog', { name: 'Ký số thư' })).toBeTruthy();
    localStorage.removeItem(signKey(id(31)));
  });

  it('a document for a citizen is asked for its reason before any key', async () => {
    const refusal = () => refuse(422, 'webmail.free_mail_document', 'Văn bản 367/UBND không gửi qua thư miễn phí.');
    office({ [`POST ${DRAFT}/signing`]: refusal, 'GET /api/mail-approvers': () => ({ items: [] }) });
    await show(to('xoa@gmail.com'), window);
    await wish();
    await userEvent.click(await screen.findByRole('button', { name: 'webmail.seal' }));
    expect(await screen.findByText('Văn bản 367/UBND không gửi qua thư miễn phí.')).toBeTruthy();
    expect(screen.queryByRole('dialog', { name: 'Ký số thư' })).toBeNull();
  });
});
