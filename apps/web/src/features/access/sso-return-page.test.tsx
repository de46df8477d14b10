import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { safeNext } from './sso-next.ts';
import { SsoReturnPage } from './sso-return-page.tsx';

describe('SsoReturnPage', () => {
  useBrowser();

  it('hands the answer of the provider over once, and asks for the own code where one is due', async () => {
    const ticket = 'a'.repeat(43);
    const calls = serve({
      'POST /api/sign-in/sso/finish': () => ({
        step: 'totp',
        ticket,
        expiresAt: '2021-03-22T03:00:00Z',
        application: true,
        certificate: false,
        passkey: false,
        hint: null,
      }),
      'POST /api/sign-in/second-factor': () => refuse(401, 'identity.wrong_code', 'Mã xác thực không đúng.'),
    });
    await stage(<SsoReturnPage />, { path: '/dang-nhap/mot-lan?code=abc&state=xyz' });
    await userEvent.type(await screen.findByLabelText('Mã xác thực'), '123456');
    await userEvent.click(screen.getByRole('button', { name: 'Xác nhận' }));
    await screen.findByText('Mã xác thực không đúng.');
    const finished = calls.filter(({ path }) => path === '/api/sign-in/sso/finish');
    expect(finished.map(({ body }) => body)).toEqual([{ query: 'code=abc&state=xyz' }]);
  });

  it('leads back to the sign-in page when the provider is not believed', async () => {
    serve({ 'POST /api/sign-in/sso/finish': () => refuse(401, 'identity.sso_refused', 'Chưa đăng nhập được.') });
    await stage(<SsoReturnPage />, { path: '/dang-nhap/mot-lan?error=access_denied' });
    await waitFor(() =>
      expect(screen.getByRole('link', { name: 'Về trang đăng nhập' }).getAttribute('href')).toBe('/dang-nhap'),
    );
  });
});

it.each([
  ['/van-ban-den?x=1', '/van-ban-den?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [null, '/'],
])('the page asked for is one of ours: %s', (value, expected) => {
  expect(safeNext(value)).toBe(expected);
});
