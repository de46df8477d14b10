import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { id } from '../../shared/testing/ids.ts';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { CertificatesRegister } from './certificates/certificates-register.tsx';
import { COLLEAGUES, custody, token } from './things.fixture.ts';

const OPEN = `/?thiet-bi=${id(300)}`;

function office(view: ReturnType<typeof token>, part = {}) {
  return serve({
    'GET /api/tokens': () => ({
      items: [view],
      nextCursor: null,
      total: 1,
      abilities: { 'certificates.add_token': true },
    }),
    [`GET /api/tokens/${id(300)}`]: () => view,
    'GET /api/tasks/assignees': () => COLLEAGUES,
    ...part,
  });
}

/** The dialog over the drawer by its title: both carry the same id in tests. */
async function dialogOf(title: string): Promise<HTMLElement> {
  const heading = await screen.findByText(title, { selector: '.ant-modal-title' });
  return heading.closest<HTMLElement>('[role="dialog"]') ?? heading;
}

async function pick(dialog: HTMLElement, name: string): Promise<void> {
  fireEvent.mouseDown(within(dialog).getByRole('combobox', { name: 'Người nhận' }));
  fireEvent.click(await screen.findByTitle(name));
}

describe('devices', () => {
  useBrowser();

  it('a notice opens the device it names', async () => {
    office(token({ custody: [custody()] }));
    await stage(<CertificatesRegister />, { path: OPEN });
    const log = await screen.findByText('Nhật ký bàn giao');
    expect(log).toBeTruthy();
    expect(screen.getByText(/Kèm biên bản BB 02/)).toBeTruthy();
  });

  it('the organisation’s device goes nowhere without permission and minutes', async () => {
    const calls = office(token({ ofOrganisation: true }), {
      [`POST /api/tokens/${id(300)}/hand-over`]: () => token({ state: 'handed_over' }),
    });
    await stage(<CertificatesRegister />, { path: OPEN });
    fireEvent.click(await screen.findByRole('button', { name: 'Bàn giao' }));
    const dialog = await dialogOf('Bàn giao thiết bị 4F-2081');
    await pick(dialog, 'Lò Văn Sơn');
    fireEvent.change(within(dialog).getByLabelText('Mật khẩu đăng nhập của tôi'), { target: { value: 'bi-mat' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Xác nhận giao' }));
    expect(await within(dialog).findByText(/chỉ bàn giao khi được phép bằng văn bản/)).toBeTruthy();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(within(dialog).getByLabelText('Văn bản cho phép'), { target: { value: '12/QĐ-UBND' } });
    fireEvent.change(within(dialog).getByLabelText('Biên bản bàn giao'), { target: { value: 'BB 02' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Xác nhận giao' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        toPersonId: id(70),
        place: '',
        permission: '12/QĐ-UBND',
        minutes: 'BB 02',
        password: 'bi-mat',
      }),
    );
  });

  it('the taker confirms with the own password; a wrong one is said and nothing is lost', async () => {
    const path = `POST /api/tokens/${id(300)}/custody/${id(310)}`;
    const calls = office(token({ custody: [custody()] }), {
      [path]: () => refuse(403, 'identity.wrong_password', 'Mật khẩu không đúng.'),
    });
    await stage(<CertificatesRegister />, { who: me({ roles: ['leader'] }), path: OPEN });
    fireEvent.click(await screen.findByRole('button', { name: 'Đã nhận thiết bị' }));
    const dialog = within(await dialogOf('Xác nhận đã nhận thiết bị'));
    fireEvent.click(dialog.getByRole('button', { name: 'Xác nhận đã nhận' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(dialog.getByLabelText('Mật khẩu đăng nhập của tôi'), { target: { value: 'sai' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Xác nhận đã nhận' }));
    expect(await dialog.findByText('Mật khẩu không đúng.')).toBeTruthy();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ accept: true, password: 'sai' });
  });

  it('who does not read the register still takes the device a notice names', async () => {
    const calls = office(token({ custody: [custody()] }));
    await stage(<CertificatesRegister />, { who: me({ roles: ['specialist'] }), path: OPEN });
    expect(await screen.findByRole('button', { name: 'Đã nhận thiết bị' })).toBeTruthy();
    expect(calls.some(({ path }) => path.startsWith('/api/tokens?'))).toBe(false);
  });

  it('a refusal says why', async () => {
    const calls = office(token({ custody: [custody()] }), {
      [`POST /api/tokens/${id(300)}/custody/${id(310)}`]: () => token(),
    });
    await stage(<CertificatesRegister />, { path: OPEN });
    fireEvent.click(await screen.findByRole('button', { name: 'Không nhận' }));
    const dialog = within(await dialogOf('Không nhận thiết bị'));
    fireEvent.change(dialog.getByLabelText('Mật khẩu đăng nhập của tôi'), { target: { value: 'bi-mat' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Không nhận' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(dialog.getByLabelText('Lý do'), { target: { value: 'Chưa thấy thiết bị' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Không nhận' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        accept: false,
        reason: 'Chưa thấy thiết bị',
        password: 'bi-mat',
      }),
    );
  });

  it('offers only the states the server allows, and says why a hand-over waits', async () => {
    office(
      token({ abilities: { 'certificates.hand_over_token': 'Đang chờ Lò Văn Sơn xác nhận.', 'to.broken': true } }),
    );
    await stage(<CertificatesRegister />, { path: OPEN });
    const handOver = await screen.findByRole('button', { name: 'Bàn giao' });
    expect(handOver.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Ghi tình trạng' }));
    const choice = await screen.findByLabelText('Tình trạng');
    expect([...choice.querySelectorAll('option')].map((option) => option.textContent)).toEqual(['Hỏng']);
  });
});
