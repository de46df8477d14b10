import type { MailRegisterProposal } from '@congvu/contracts';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ToastHost } from '../../../shared/feedback/toast.tsx';
import { id } from '../../../shared/testing/ids.ts';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { UNIT } from '../webmail.fixture.ts';
import { RegisterDialog } from './register-dialog.tsx';

const MAIL = { mailboxId: UNIT, id: id(20) };
const PATH = `/api/mail/${UNIT}/emails/${MAIL.id}/register`;

function proposal(part: Partial<MailRegisterProposal> = {}): MailRegisterProposal {
  return {
    files: [
      { no: 0, name: '315-STTTT.pdf', mediaType: 'application/pdf', size: 4_096 },
      { no: 1, name: 'phu-luc.pdf', mediaType: 'application/pdf', size: 2_048 },
    ],
    mainNo: 0,
    facts: {
      numberSymbol: '315/STTTT-BCVTCNTT',
      issuedOn: '2021-03-19',
      issuingAgencyName: 'Sở Thông tin và Truyền thông',
      issuingAgencyId: id(7),
      documentType: 'official_letter',
      abstract: 'Cảnh báo thư điện tử giả mạo',
      signatory: '',
      signatoryPosition: '',
      urgency: 'normal',
      pageCount: 1,
    },
    readFromPage: true,
    verdict: { verdict: 'unsigned', sentence: '', signers: [] },
    freeMail: null,
    notes: [],
    duplicates: [],
    ...part,
  };
}

const OPTIONS = {
  leaders: [],
  types: [{ code: 'official_letter', name: 'Công văn' }],
  nextArrivalNumber: 12,
  today: '2021-03-22',
};

function office(shown: MailRegisterProposal, post: Parameters<typeof serve>[0][string]) {
  return serve({
    [`GET ${PATH}`]: () => shown,
    'GET /api/incoming/options': () => OPTIONS,
    [`POST ${PATH}`]: post,
  });
}

const done = () => ({ documentId: id(8), text: 'Đã vào sổ số 12', link: `/van-ban-den/${id(8)}`, already: false });

function show(onClose = vi.fn()) {
  return stage(
    <>
      <RegisterDialog mail={MAIL} onClose={onClose} />
      <ToastHost />
    </>,
  ).then(() => onClose);
}

describe('vào sổ from a mail', () => {
  useBrowser();

  it('sends what the page proposes with what the clerk put right, and says the number', async () => {
    const calls = office(proposal(), done);
    const onClose = await show();
    const abstract = await screen.findByLabelText('Trích yếu');
    await userEvent.clear(abstract);
    await userEvent.type(abstract, 'V/v thư giả mạo');
    await userEvent.click(screen.getByRole('button', { name: 'Vào sổ' }));
    expect(await screen.findByText('Đã vào sổ số 12.')).toBeTruthy();
    expect(onClose).toHaveBeenCalled();
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
      mainNo: 0,
      acceptDuplicate: false,
      facts: { numberSymbol: '315/STTTT-BCVTCNTT', abstract: 'V/v thư giả mạo', issuingAgencyId: id(7) },
    });
  });

  it('says of a mail without files that its words become the page', async () => {
    const calls = office(proposal({ files: [], mainNo: null, readFromPage: false }), done);
    await show();
    expect(await screen.findByText('Thư không kèm tệp')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Vào sổ' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({ mainNo: null }));
  });

  it('asks why for a citizen of free mail, and sends nothing before', async () => {
    const free = { address: 'pao@gmail.com', text: 'Thư miễn phí.' };
    const calls = office(proposal({ freeMail: free }), done);
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Vào sổ' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(screen.getByLabelText('Lý do nhận của công dân'), 'Đơn của công dân');
    await userEvent.click(screen.getByRole('button', { name: 'Vào sổ' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({ citizenReason: 'Đơn của công dân' }),
    );
  });

  it('goes on over a likeness only after it was said', async () => {
    let tries = 0;
    const calls = office(proposal(), () => {
      tries += 1;
      return tries === 1 ? refuse(409, 'incoming.duplicate', 'Văn bản này trùng với văn bản đã có.') : done();
    });
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Vào sổ' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Vẫn vào sổ' }));
    expect(await screen.findByText('Đã vào sổ số 12.')).toBeTruthy();
    const posts = calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(posts).toMatchObject([{ acceptDuplicate: false }, { acceptDuplicate: true }]);
  });
});
