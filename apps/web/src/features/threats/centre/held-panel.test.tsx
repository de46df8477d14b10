import type { HeldMail } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { id } from '../../../shared/testing/ids.ts';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { byMessage } from './held-groups.ts';
import { HeldPanel } from './held-panel.tsx';

const MAIL: HeldMail = {
  id: id(1),
  messageId: id(7),
  subject: 'Cập nhật Zimbra',
  fromAddress: 'admin@campus-norte.example',
  mailboxAddress: 'hai.natam@laichau.gov.vn',
  agencyName: 'Xã Nà Tăm',
  receivedAt: '2021-03-22T01:50:00.000Z',
  heldUntil: '2021-04-21',
  reason: 'Dọa khóa hộp thư trong 48 giờ.',
  virus: false,
  state: 'held',
  stateLabel: 'Đang giữ',
  askedBy: null,
  askedReason: '',
  decision: '',
  abilities: { 'threats.release': true, 'threats.refuse': true },
};
const SECOND: HeldMail = { ...MAIL, id: id(2), mailboxAddress: 'ba.natam@laichau.gov.vn' };
const OTHER: HeldMail = { ...MAIL, id: id(3), messageId: id(8), subject: 'Thư khác' };

describe('held mail', () => {
  useBrowser();

  it('of one letter stands together, wherever its copies come in the list', () => {
    expect(byMessage([MAIL, OTHER, SECOND])).toEqual([[MAIL, SECOND], [OTHER]]);
    expect(byMessage([])).toEqual([]);
  });

  it('is told once with every mailbox, and decided for one of them or for all', async () => {
    const sent: unknown[] = [];
    serve({
      'GET /api/threats/quarantine': () => ({ items: [MAIL, SECOND, OTHER], nextCursor: null, total: 3, asked: 0 }),
      [`POST /api/threats/quarantine/${MAIL.id}/release`]: ({ body }) => {
        sent.push(body);
        return { ...MAIL, state: 'released', stateLabel: 'Đã mở lại', abilities: {} };
      },
    });
    await stage(<HeldPanel scope="office" />);
    const letter = (await screen.findByText('Cập nhật Zimbra')).closest('li') as HTMLElement;
    expect(within(letter).getByText(/gửi đến 2 hộp thư/)).toBeTruthy();
    expect(within(letter).getAllByText(/natam@laichau\.gov\.vn/).length).toBe(2);
    const other = screen.getByText('Thư khác').closest('li') as HTMLElement;
    expect(within(other).queryByText('Mở lại ở mọi hộp thư')).toBeNull();
    fireEvent.click(within(letter).getByText('Mở lại ở mọi hộp thư'));
    fireEvent.change(await screen.findByLabelText('Lý do'), { target: { value: 'Đã gọi hỏi người gửi' } });
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Mở lại' }));
    await waitFor(() => expect(sent).toEqual([{ reason: 'Đã gọi hỏi người gửi', everywhere: true }]));
  });
});
