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

describe('SecuritySettingsPage', () => {
  useBrowser();

  it('saves stricter rules and holds back what the rule forbids', async () => {
    const calls = serve({
      'GET /api/security-settings': () => SETTINGS,
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
});
