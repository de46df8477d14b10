import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { type SignedInStep, SignInForm } from './sign-in-form.tsx';

function Held({ onDone }: { onDone: (step: SignedInStep) => void }) {
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <SignInForm
      userName={userName}
      password={password}
      onUserName={setUserName}
      onPassword={setPassword}
      onDone={onDone}
    />
  );
}

async function fill(name: string, password: string): Promise<void> {
  await userEvent.type(screen.getByLabelText('Tên đăng nhập'), name);
  await userEvent.type(screen.getByLabelText('Mật khẩu'), password);
}

describe('SignInForm', () => {
  useBrowser();

  it('drops accents an input method left in the name, and says so', async () => {
    const calls = serve({ 'POST /api/sign-in': () => ({ step: 'done', hint: null }) });
    const onDone = vi.fn();
    await stage(<Held onDone={onDone} />);
    await fill('hươngltm', 'mat-khau');
    expect(screen.getByText(/Đang bật bộ gõ tiếng Việt/)).toBeTruthy();
    expect(screen.getByLabelText('Tên đăng nhập')).toHaveProperty('value', 'huongltm');
    fireEvent.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    await waitFor(() => expect(onDone).toHaveBeenCalledWith('done'));
    expect(calls[0]?.body).toEqual({ userName: 'huongltm', password: 'mat-khau' });
  });

  it('warns of Caps Lock and of accents in the password', async () => {
    await stage(<Held onDone={() => undefined} />);
    const password = screen.getByLabelText('Mật khẩu');
    await userEvent.type(password, 'mậtkhẩu');
    expect(screen.getByRole('status').textContent).toMatch(/có dấu/);
    fireEvent.keyUp(password, { key: 'A', modifierCapsLock: true });
    expect(screen.getByRole('status').textContent).toMatch(/Caps Lock/);
  });

  it('shows the password on demand', async () => {
    await stage(<Held onDone={() => undefined} />);
    expect(screen.getByLabelText('Mật khẩu').getAttribute('type')).toBe('password');
    fireEvent.click(screen.getByRole('button', { name: 'Hiện mật khẩu' }));
    expect(screen.getByLabelText('Mật khẩu').getAttribute('type')).toBe('text');
  });

  it('goes on to the code of the device with the ticket', async () => {
    const ticket = 'a'.repeat(43);
    const calls = serve({
      'POST /api/sign-in': () => ({
        step: 'totp',
        ticket,
        expiresAt: '2021-03-22T03:00:00Z',
        application: true,
        certificate: false,
        passkey: false,
        hint: null,
      }),
      'POST /api/sign-in/second-factor': () => ({ step: 'done', hint: null }),
    });
    const onDone = vi.fn();
    await stage(<Held onDone={onDone} />);
    await fill('lanht', 'mat-khau');
    fireEvent.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    await userEvent.type(await screen.findByLabelText('Mã xác thực'), '123456');
    fireEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await waitFor(() => expect(onDone).toHaveBeenCalledWith('done'));
    expect(calls[1]?.body).toEqual({ ticket, code: '123456' });
  });

  it('asks who has no application for a recovery code, and offers the certificate', async () => {
    serve({
      'POST /api/sign-in': () => ({
        step: 'totp',
        ticket: 'a'.repeat(43),
        expiresAt: '2021-03-22T03:00:00Z',
        application: false,
        certificate: true,
        passkey: false,
        hint: null,
      }),
    });
    await stage(<Held onDone={() => undefined} />);
    await fill('lanht', 'mat-khau');
    fireEvent.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    expect(await screen.findByLabelText('Mã khôi phục')).toBeTruthy();
    expect(screen.queryByLabelText('Mã xác thực')).toBeNull();
    expect(screen.getByRole('button', { name: 'Dùng chứng thư số thay cho mã' })).toBeTruthy();
  });

  it('keeps what was typed and shows the words of a refusal', async () => {
    serve({
      'POST /api/sign-in': () => refuse(401, 'identity.wrong_credentials', 'Tên đăng nhập hoặc mật khẩu không đúng.'),
    });
    const onDone = vi.fn();
    await stage(<Held onDone={onDone} />);
    await fill('lanht', 'sai');
    fireEvent.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    await screen.findByText('Tên đăng nhập hoặc mật khẩu không đúng.');
    expect(screen.getByLabelText('Tên đăng nhập')).toHaveProperty('value', 'lanht');
    expect(onDone).not.toHaveBeenCalled();
  });

  it('sends nothing while a field is empty', async () => {
    const calls = serve({});
    await stage(<Held onDone={() => undefined} />);
    fireEvent.click(screen.getByRole('button', { name: 'Đăng nhập' }));
    expect(screen.getByText('Chưa nhập tên đăng nhập.')).toBeTruthy();
    expect(calls).toHaveLength(0);
  });
});
