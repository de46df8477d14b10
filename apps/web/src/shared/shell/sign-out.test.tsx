import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { localCopies } from '../keeping/local-copies.ts';
import { me, serve, stage, useBrowser } from '../testing/stage.tsx';
import { useSignOut } from './sign-out.tsx';

const WHO = me();

function Leave() {
  const { ask, dialog } = useSignOut();
  return (
    <>
      <button type="button" onClick={ask}>
        Đăng xuất
      </button>
      {dialog}
    </>
  );
}

function typeSomething(): void {
  const at = () => new Date().toISOString();
  localCopies<string>({ kind: 'draft', userId: WHO.user.id, id: 'a', parse: String, now: at }).write({
    version: 1,
    content: 'V/v nhân sự',
  });
}

const signOuts = (calls: { path: string }[]): number => calls.filter(({ path }) => path === '/api/sign-out').length;
const kept = (): string[] => Object.keys(localStorage).filter((name) => name.startsWith('congvu.draft.'));

describe('signing out', () => {
  useBrowser();

  it('goes at once when everything is on the server', async () => {
    localStorage.clear();
    const calls = serve({
      'POST /api/sign-out': () => ({ signedOut: true, logoutUrl: null }),
      'GET /api/me': () => WHO,
    });
    await stage(<Leave />, { who: WHO });
    await userEvent.click(screen.getByRole('button', { name: 'Đăng xuất' }));
    expect(signOuts(calls)).toBe(1);
  });

  it('asks before what was not sent is gone', async () => {
    localStorage.clear();
    typeSomething();
    const calls = serve({
      'POST /api/sign-out': () => ({ signedOut: true, logoutUrl: null }),
      'GET /api/me': () => WHO,
    });
    await stage(<Leave />, { who: WHO });
    await userEvent.click(screen.getByRole('button', { name: 'Đăng xuất' }));
    await screen.findByText(/1 nội dung đang soạn chưa gửi được/);
    await userEvent.click(screen.getByRole('button', { name: 'Ở lại' }));
    expect([signOuts(calls), kept().length]).toEqual([0, 1]);

    await userEvent.click(screen.getByRole('button', { name: 'Đăng xuất' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Xóa và đăng xuất' }));
    await expect.poll(() => kept().length).toBe(0);
    expect(signOuts(calls)).toBe(1);
  });
});
