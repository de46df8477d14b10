import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { account } from '../../shared/testing/accounts.fixture.ts';
import { id } from '../../shared/testing/ids.ts';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { AttestationPage } from './attestation-page.tsx';
import { attestation } from './waste.fixture.ts';

const HEAD = me({ roles: ['leader'], title: 'Chủ tịch' }, { now: '2021-03-20T03:00:00Z' });

function choose(holder: string, word: string): void {
  const choice = screen.getByRole('group', { name: `Tài khoản của ${holder}` });
  fireEvent.click(within(choice).getByRole('button', { name: word }));
}

describe('AttestationPage', () => {
  useBrowser();

  it('chooses nothing for the head, and confirms only when every account has its word', async () => {
    const calls = serve({
      'GET /api/attestation': () => ({ attestation: attestation() }),
      'POST /api/attestation': () => attestation({ state: 'attested' }),
    });
    await stage(<AttestationPage />, { who: HEAD });
    const confirm = await screen.findByRole('button', { name: 'Xác nhận' });
    expect(screen.getByText('Tôi xác nhận kết quả rà soát 2 tài khoản và chịu trách nhiệm.')).toBeTruthy();
    expect(confirm.getAttribute('aria-disabled')).toBe('true');
    choose('Lý A Tủa', 'Cần dùng');
    fireEvent.click(confirm);
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    choose('Cứ A Sình', 'Thu hồi');
    fireEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        rows: [
          { accountId: id(100), answer: 'needed' },
          { accountId: id(101), answer: 'revoke' },
        ],
      }),
    );
  });

  it('keeps an account only with a reason and a day that lies ahead', async () => {
    const calls = serve({
      'GET /api/attestation': () => ({ attestation: attestation() }),
      'POST /api/attestation': () => attestation({ state: 'attested' }),
    });
    await stage(<AttestationPage />, { who: HEAD });
    await screen.findByRole('button', { name: 'Xác nhận' });
    choose('Lý A Tủa', 'Giữ đến');
    choose('Cứ A Sình', 'Thu hồi');
    expect(screen.getByRole('button', { name: 'Xác nhận' }).getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(screen.getByLabelText('Lý do giữ'), { target: { value: 'Nghỉ thai sản' } });
    const until = screen.getByLabelText('Giữ đến ngày');
    fireEvent.change(until, { target: { value: '30/6/2199' } });
    fireEvent.blur(until);
    fireEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        rows: [
          { accountId: id(100), answer: 'keep', reason: 'Nghỉ thai sản', until: '2199-06-30' },
          { accountId: id(101), answer: 'revoke' },
        ],
      }),
    );
  });

  it('puts all that is still open into Mẫu số 07 with one press, leaving what was chosen', async () => {
    const calls = serve({
      'GET /api/attestation': () => ({
        attestation: attestation({
          items: ['A', 'B', 'C'].map((holderName, index) => account({ id: id(200 + index), holderName })),
        }),
      }),
      'POST /api/attestation': () => attestation({ state: 'attested' }),
    });
    await stage(<AttestationPage />, { who: HEAD });
    await screen.findByRole('button', { name: 'Xác nhận' });
    choose('B', 'Cần dùng');
    fireEvent.click(screen.getByRole('button', { name: 'Thu hồi cả 2 tài khoản chưa chọn' }));
    fireEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await waitFor(() => {
      const body = calls.find(({ method }) => method === 'POST')?.body as { rows: { answer: string }[] } | undefined;
      expect(body?.rows.map(({ answer }) => answer)).toEqual(['revoke', 'needed', 'revoke']);
    });
  });

  it('is the head’s word: the clerk sees it and cannot give it', async () => {
    serve({
      'GET /api/attestation': () => ({
        attestation: attestation({ abilities: { 'accounts.attest': 'Thủ trưởng cơ quan xác nhận.' } }),
      }),
    });
    await stage(<AttestationPage />, { who: me() });
    const confirm = await screen.findByRole('button', { name: 'Xác nhận' });
    expect(confirm.getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('button', { name: 'Thu hồi' })).toBeNull();
  });

  it('shows who confirmed when', async () => {
    serve({
      'GET /api/attestation': () => ({
        attestation: attestation({
          state: 'attested',
          attestedBy: 'Lò Văn Sơn',
          attestedAt: '2021-03-20T03:00:00Z',
          answers: [{ accountId: id(100), answer: 'revoke' }],
        }),
      }),
    });
    await stage(<AttestationPage />, { who: HEAD });
    expect(await screen.findByText('Đã xác nhận quý I năm 2021')).toBeTruthy();
    expect(screen.getByText('Thu hồi')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Xác nhận' })).toBeNull();
  });

  it('says what will come when nothing was asked', async () => {
    serve({ 'GET /api/attestation': () => ({ attestation: null }) });
    await stage(<AttestationPage />, { who: HEAD });
    expect(await screen.findByText('Không có đợt rà soát nào chờ xác nhận')).toBeTruthy();
  });
});
