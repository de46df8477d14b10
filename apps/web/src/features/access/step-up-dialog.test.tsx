import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { useWrite } from '../../shared/api/write.ts';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { ProvedLink } from '../../shared/ui/proved-link.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';

const STATE = {
  proved: false,
  minutes: 5,
  userName: 'lanht',
  needsCode: false,
  application: false,
  certificate: false,
  passkey: false,
};
const ASKED = () => refuse(403, 'identity.step_up_required', 'Cần xác nhận lại chính mình.');

function Delegate() {
  const act = useWrite<void, { id: string }>({ request: () => ({ path: '/api/org/delegations', body: { to: 'x' } }) });
  return (
    <>
      <button type="button" onClick={() => act.mutate()}>
        Ủy quyền
      </button>
      <p>{act.isSuccess ? 'xong' : (act.error?.message ?? '')}</p>
      <ProvedLink href="/api/org/export">Xuất</ProvedLink>
      <StepUpDialog />
    </>
  );
}

describe('an act that asks for a proof of oneself', () => {
  useBrowser();

  it('waits for the dialog and goes on by itself, under the same key', async () => {
    let proved = false;
    const calls = serve({
      'POST /api/org/delegations': () => (proved ? { id: 'x' } : ASKED()),
      'GET /api/me/step-up': () => STATE,
      'POST /api/me/step-up': () => {
        proved = true;
        return { ...STATE, proved };
      },
    });
    await stage(<Delegate />);
    await userEvent.click(screen.getByRole('button', { name: 'Ủy quyền' }));
    await userEvent.type(await screen.findByLabelText('Mật khẩu đang dùng'), 'mat-khau');
    await userEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('xong');
    const acts = calls.filter(({ path }) => path === '/api/org/delegations');
    expect(acts).toHaveLength(2);
    expect(acts[0]?.key).toBe(acts[1]?.key);
    expect(calls.find(({ path, method }) => method === 'POST' && path === '/api/me/step-up')?.body).toEqual({
      password: 'mat-khau',
    });
  });

  it('asks for the code as well where a second factor is on, and shows a refusal without losing the act', async () => {
    const calls = serve({
      'POST /api/org/delegations': ASKED,
      'GET /api/me/step-up': () => ({ ...STATE, needsCode: true, application: true }),
      'POST /api/me/step-up': () => refuse(422, 'identity.wrong_code', 'Mã xác thực không đúng.'),
    });
    await stage(<Delegate />);
    await userEvent.click(screen.getByRole('button', { name: 'Ủy quyền' }));
    await userEvent.type(await screen.findByLabelText('Mật khẩu đang dùng'), 'mat-khau');
    await userEvent.type(screen.getByLabelText('Mã xác thực'), '000000');
    await userEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('Mã xác thực không đúng.');
    expect(calls.filter(({ path }) => path === '/api/org/delegations')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: /^(Đóng|Close)$/ }));
    await screen.findByText('Cần xác nhận lại chính mình.');
  });

  it('stands before a download, too', async () => {
    const calls = serve({ 'GET /api/me/step-up': () => STATE });
    await stage(<Delegate />);
    await userEvent.click(screen.getByRole('link', { name: 'Xuất' }));
    await screen.findByLabelText('Mật khẩu đang dùng');
    await waitFor(() => expect(calls.every(({ path }) => path === '/api/me/step-up')).toBe(true));
  });
});
