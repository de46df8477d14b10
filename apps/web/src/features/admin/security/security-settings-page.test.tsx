import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { SecuritySettingsPage } from './security-settings-page.tsx';

const SETTINGS = {
  idleMinutes: 15,
  adminIdleMinutes: 5,
  absoluteHours: 12,
  lockAfter: 5,
  lockHours: 12,
  secondFactor: 'optional',
  stepUpMinutes: 5,
};

const NO_SSO = { settings: null, redirectUri: 'https://congvu.example.vn/dang-nhap/mot-lan' };

describe('SecuritySettingsPage', () => {
  useBrowser();

  it('saves stricter rules and holds back what the rule forbids', async () => {
    const calls = serve({
      'GET /api/security-settings': () => SETTINGS,
      'GET /api/sso-settings': () => NO_SSO,
      'PUT /api/security-settings': (call) => call.body,
    });
    await stage(<SecuritySettingsPage />, { who: ADMINISTRATOR });
    const tries = await screen.findByLabelText('Số lần sai thì khóa');
    fireEvent.change(tries, { target: { value: '9' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu quy định' }));
    expect(screen.getByText('Nhập số từ 3 đến 5.')).toBeTruthy();
    expect(calls.some((call) => call.method === 'PUT')).toBe(false);
    fireEvent.change(tries, { target: { value: '3' } });
    fireEvent.change(screen.getByLabelText('Ai phải dùng xác thực hai lớp'), { target: { value: 'everyone' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu quy định' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'PUT')?.body).toEqual({
        ...SETTINGS,
        lockAfter: 3,
        secondFactor: 'everyone',
        stepUpMinutes: 5,
      }),
    );
  });

  it('saves the provider of the common account, its secret only when one was typed', async () => {
    const calls = serve({
      'GET /api/security-settings': () => SETTINGS,
      'GET /api/sso-settings': () => NO_SSO,
      'PUT /api/sso-settings': () => NO_SSO,
    });
    await stage(<SecuritySettingsPage />, { who: ADMINISTRATOR });
    const type = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByText(NO_SSO.redirectUri);
    type('Địa chỉ nhà cung cấp (issuer)', 'https://sso.example.vn');
    type('Mã ứng dụng (client_id)', 'congvu');
    type('Tên trường (claim) chứa giá trị ấy', 'cccd');
    type('Giá trị acr, amr tính là hai lớp', 'otp, hwk');
    fireEvent.click(screen.getByRole('button', { name: 'Lưu đăng nhập một lần' }));
    const puts = () => calls.filter((call) => call.method === 'PUT');
    await waitFor(() => expect(puts()).toHaveLength(1));
    expect(puts()[0]?.body).toEqual({
      name: 'Tài khoản chung của tỉnh',
      issuer: 'https://sso.example.vn',
      clientId: 'congvu',
      match: 'identity_number',
      claim: 'cccd',
      secondFactorValues: ['otp', 'hwk'],
      enabled: false,
    });
    type('Mã bí mật (client_secret)', 'bi-mat');
    fireEvent.click(screen.getByRole('button', { name: 'Lưu đăng nhập một lần' }));
    await waitFor(() => expect(puts()[1]?.body).toMatchObject({ clientSecret: 'bi-mat' }));
  });
});
