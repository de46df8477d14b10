import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../../admin.fixture.ts';
import { mailDraftOf, mailInput, mailProblems } from './mail-draft.ts';
import { MailDrawer } from './mail-drawer.tsx';

const FILLED = {
  ...mailDraftOf(undefined),
  address: 'vanthu@thu.gov.vn',
  smtpHost: 'smtp.gov.vn',
  imapHost: 'imap.gov.vn',
  password: 'p',
};

const SCOPE = { agencies: [{ id: id(8), name: 'UBND xã Bản Bo', codes: ['H35.9.22'] }], mayShareWithAll: true };

describe('what is typed', () => {
  it('a mailbox needs its address, its servers and its password', () => {
    expect(Object.keys(mailProblems(mailDraftOf(undefined), false)).sort()).toEqual(
      ['address', 'imapHost', 'password', 'smtpHost'].sort(),
    );
    expect(mailProblems(FILLED, false)).toEqual({});
    expect(mailProblems({ ...FILLED, password: '' }, true)).toEqual({});
    expect(Object.keys(mailProblems({ ...FILLED, smtpHost: 'https://x', imapPort: '0' }, true))).toEqual([
      'smtpHost',
      'imapPort',
    ]);
  });

  it('goes out with numbers as numbers and without an empty password', () => {
    expect(mailInput(FILLED)).toMatchObject({ kind: 'mail', settings: { smtpPort: 587 }, secret: { password: 'p' } });
    expect(mailInput({ ...FILLED, password: '' }).secret).toBeUndefined();
  });
});

describe('the form', () => {
  useBrowser();

  it('is sent once it is complete', async () => {
    const calls = serve({ 'POST /api/connections': () => ({ id: id(3) }) });
    const close = vi.fn();
    await stage(<MailDrawer connection={undefined} scope={SCOPE} onClose={close} />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Lưu' }));
    expect(await screen.findByText('Nhập mật khẩu của hộp thư.')).toBeTruthy();
    for (const [label, value] of [
      ['Hộp thư công vụ của cơ quan', 'vanthu@thu.gov.vn'],
      ['Mật khẩu', 'p'],
      ['Máy chủ gửi (SMTP)', 'smtp.gov.vn'],
      ['Máy chủ nhận (IMAP)', 'imap.gov.vn'],
    ] as const) {
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    }
    fireEvent.change(screen.getByLabelText('Ai dùng kết nối này'), { target: { value: 'chosen' } });
    fireEvent.click(screen.getByLabelText(/UBND xã Bản Bo/));
    fireEvent.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
      kind: 'mail',
      share: 'chosen',
      agencyIds: [id(8)],
      settings: { address: 'vanthu@thu.gov.vn', smtpHost: 'smtp.gov.vn' },
    });
  });
});
