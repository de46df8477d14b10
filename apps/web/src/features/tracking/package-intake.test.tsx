import type { MailItem } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { PackageIntake } from './package-intake.tsx';

const ITEM: MailItem = {
  id: '01785772-1e80-71d7-b4ea-df7ba7919a4e',
  connectionId: '01785772-1e80-71d7-b4ea-df7ba7919a4f',
  connectionName: 'Thư công vụ',
  kind: 'message',
  state: 'left',
  stateLabel: 'Còn trong hộp thư',
  from: 'ai-do@ke-la.example',
  subject: 'Gửi văn bản',
  sentAt: null,
  seenAt: '2021-03-22T01:00:00Z',
  code: 'carriers.mail_not_aligned',
  reason: 'Chữ ký DKIM không phải của tên miền gửi.',
  abilities: { 'mail_packages.dismiss': true },
};

describe('what comes by hand', () => {
  useBrowser();

  it('a clerk sees what stayed in the mailbox and why, and marks it as seen', async () => {
    const calls = serve({
      'GET /api/connections/mail-items': () => ({ items: [ITEM], nextCursor: null, abilities: {} }),
      [`POST /api/connections/mail-items/${ITEM.id}/dismiss`]: () => ({ id: ITEM.id }),
    });
    await stage(<PackageIntake />, { who: me({ roles: ['clerk'] }) });
    expect(await screen.findByText(ITEM.reason)).toBeTruthy();
    expect(screen.getByLabelText('Nhập gói tin từ tệp')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Đã xem' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1));
  });

  it('nobody else is asked about it', async () => {
    const calls = serve({});
    await stage(<PackageIntake />, { who: me({ roles: ['specialist'] }) });
    expect(screen.queryByLabelText('Nhập gói tin từ tệp')).toBeNull();
    expect(calls).toEqual([]);
  });
});
