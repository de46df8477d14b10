import type { SigningBatch } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { BATCH_ID, batch, item, ONE } from './signing.fixture.ts';
import { useSeen } from './use-seen.ts';

// jsdom draws no PDF: the page tells that it is open, as the real one does once it has been read.
vi.mock('../../shared/paper/paper-view.tsx', () => ({
  PaperView: ({ file, onPages }: { file: { url: string }; onPages?: (pages: number) => void }) => {
    useEffect(() => onPages?.(1), [onPages]);
    return <p>Trang {file.url}</p>;
  },
}));

const SIGN = `POST /api/signing/batches/${BATCH_ID}/sign`;
const READ = `GET /api/signing/batches/${BATCH_ID}`;

function tick(title: string): HTMLInputElement {
  return screen.getByRole('checkbox', { name: `Chọn ${title}` });
}

const REOPEN = { busy: false, error: null, onReopen: (): void => undefined };

function Dialog({ start }: { start: SigningBatch }) {
  return <SignDialog start={start} seen={useSeen()} onClose={() => undefined} reopen={REOPEN} />;
}

describe('SignDialog', () => {
  useBrowser();

  it('lets only what was opened be ticked', async () => {
    serve({ [READ]: () => batch() });
    await stage(<Dialog start={batch()} />);
    await waitFor(() => expect(tick('Kế hoạch tuyên truyền').checked).toBe(true));
    expect(tick('Quyết định kiện toàn').disabled).toBe(true);
    expect(tick('Danh sách hộ nghèo').disabled).toBe(true);
    expect(screen.getByRole('button', { name: 'Ký 1 văn bản' })).toBeTruthy();
    fireEvent.click(screen.getByText('Quyết định kiện toàn'));
    await waitFor(() => expect(tick('Quyết định kiện toàn').checked).toBe(true));
    expect(screen.getByRole('button', { name: 'Ký 2 văn bản' })).toBeTruthy();
    fireEvent.click(tick('Kế hoạch tuyên truyền'));
    expect(screen.getByRole('button', { name: 'Ký 1 văn bản' })).toBeTruthy();
    expect(screen.getByText('Nội dung đã đổi sau khi duyệt')).toBeTruthy();
  });

  it('asks the PIN in a window of its own that no store may fill, and forgets a wrong one', async () => {
    const calls = serve({
      [READ]: () => batch(),
      [SIGN]: () => refuse(422, 'certificates.pin_wrong', 'Mã PIN không đúng, còn 4 lần thử.'),
    });
    await stage(<Dialog start={batch()} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    const pin = within(screen.getByRole('dialog', { name: 'Ký số Công Vụ' })).getByLabelText('Mã PIN');
    expect(pin.getAttribute('autocomplete')).toBe('off');
    expect(pin.getAttribute('type')).not.toBe('password');
    expect(pin.getAttribute('name')).toBeNull();
    await userEvent.type(pin, '111111{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('Mã PIN không đúng, còn 4 lần thử.');
    expect(pin).toHaveProperty('value', '');
    expect(calls.find((call) => call.path.endsWith('/sign'))?.body).toEqual({ pin: '111111', documentIds: [ONE] });
  });

  it('tells what became of each and lets the failed ones be signed again', async () => {
    const answers = [
      { result: 'failed', code: 'signing.failed', message: 'Thiết bị không trả lời kịp.', numberSymbol: null },
      { result: 'signed', code: null, message: 'Đã ký.', numberSymbol: null },
    ];
    serve({
      [READ]: () => batch(),
      [SIGN]: () => ({
        batchId: BATCH_ID,
        state: 'open',
        signed: 0,
        failed: 1,
        items: [{ documentId: ONE, ...answers.shift() }],
      }),
      [`GET /api/outgoing/${ONE}`]: () => ({ mainFile: { url: '/api/outgoing/signed.pdf' } }),
    });
    await stage(<Dialog start={batch()} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    await userEvent.type(screen.getByLabelText('Mã PIN'), '123456{Enter}');
    expect(await screen.findByText('Thiết bị không trả lời kịp.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Ký lại 1 văn bản' }));
    await userEvent.type(screen.getByLabelText('Mã PIN'), '123456{Enter}');
    expect(await screen.findByText('Đã ký.')).toBeTruthy();
    expect(await screen.findByText('Trang /api/outgoing/signed.pdf')).toBeTruthy();
  });

  it('shows the number before the seal and offers the issue with its consequence after it', async () => {
    const seal = batch({
      purpose: 'outgoing.seal',
      items: [item(ONE, 'Kế hoạch tuyên truyền', { nextNumber: '367/KH-UBND, ngày 22/3/2021' })],
    });
    const calls = serve({
      [READ]: () => seal,
      [SIGN]: () => ({
        batchId: BATCH_ID,
        state: 'completed',
        signed: 1,
        failed: 0,
        items: [
          { documentId: ONE, result: 'signed', code: null, message: 'Đã đóng dấu.', numberSymbol: '367/KH-UBND' },
        ],
      }),
      [`GET /api/outgoing/${ONE}`]: () => ({ mainFile: { url: '/api/outgoing/sealed.pdf' } }),
      'POST /api/outgoing/issue': () => ({
        issued: 1,
        items: [{ documentId: ONE, result: 'issued', code: null, message: '', receivers: 26 }],
      }),
    });
    await stage(<Dialog start={seal} />);
    expect(await screen.findByText('Số sẽ cấp 367/KH-UBND, ngày 22/3/2021')).toBeTruthy();
    fireEvent.click(await screen.findByRole('button', { name: 'Cấp số và đóng dấu 1 văn bản' }));
    await userEvent.type(screen.getByLabelText('Mã PIN'), '123456{Enter}');
    expect(await screen.findByText(/gửi ngay đến 26 nơi nhận, không rút lại được/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Phát hành 1 văn bản' }));
    expect(await screen.findByText('Đã phát hành 1 văn bản')).toBeTruthy();
    expect(calls.find((call) => call.path === '/api/outgoing/issue')?.body).toEqual({ documentIds: [ONE] });
  });

  it('does not start with a certificate that cannot sign', async () => {
    const locked = batch({ certificate: { ...batch().certificate, state: 'locked', stateLabel: 'Đang khóa' } });
    serve({ [READ]: () => locked });
    await stage(<Dialog start={locked} />);
    const button = await screen.findByRole('button', { name: 'Ký 1 văn bản' });
    fireEvent.click(button);
    expect(button.getAttribute('title')).toBe('Đang khóa');
    expect(screen.queryByLabelText('Mã PIN')).toBeNull();
  });
});
