import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { id } from '../../shared/testing/ids.ts';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { MailDialog } from './mail-dialog.tsx';

const BOX = id(2);
const TARGET = { id: id(30), receiverName: 'Công ty Điện lực' };
const PATH = `POST /api/interchange/dispatches/${TARGET.id}/mail`;

function office(post: Parameters<typeof serve>[0][string]) {
  const box = { id: BOX, address: 'vanthu@tamduong.laichau.gov.vn', kind: 'unit', abilities: { 'webmail.send': true } };
  const own = { ...box, id: id(3), address: 'huong@laichau.gov.vn', kind: 'person' };
  return serve({
    'GET /api/mail': () => ({ items: [own, box] }),
    [`GET /api/mail/${BOX}/contacts`]: () => ({
      items: [{ name: 'Công ty Điện lực', address: 'lienhe@dienluc.example.vn', detail: '', source: 'seen' }],
    }),
    'GET /api/mail-approvers': () => ({ items: [{ personId: id(9), name: 'Vũ Xuân Thịnh', title: 'Phó Chủ tịch' }] }),
    [PATH]: post,
  });
}

const bodies = (calls: ReturnType<typeof serve>) =>
  calls.filter(({ method }) => method === 'POST').map(({ body }) => body);

describe('gửi thư điện tử công vụ', () => {
  useBrowser();

  it('goes from the box of the agency to the address picked from the book', async () => {
    const calls = office(() => ({ submissionId: id(5), sendAt: '2021-03-22T01:00:00Z', address: 'x' }));
    const onClose = vi.fn();
    await stage(<MailDialog target={TARGET} onClose={onClose} />);
    await userEvent.click(await screen.findByRole('button', { name: 'lienhe@dienluc.example.vn' }));
    await userEvent.click(screen.getByRole('button', { name: 'Gửi thư' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(bodies(calls)).toEqual([{ mailboxId: BOX, address: 'lienhe@dienluc.example.vn', text: '' }]);
  });

  it('asks for the reason and the leader only after free mail was refused', async () => {
    const calls = office(() => refuse(422, 'webmail.free_mail_document', 'Không gửi tới thư miễn phí.'));
    await stage(<MailDialog target={TARGET} onClose={vi.fn()} />);
    const field = await screen.findByLabelText('Địa chỉ thư của nơi nhận');
    expect(screen.queryByLabelText('Lý do gửi cho công dân')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Gửi thư' }));
    expect(bodies(calls)).toEqual([]);
    await userEvent.type(field, 'pao@gmail.com');
    await userEvent.click(screen.getByRole('button', { name: 'Gửi thư' }));
    expect(await screen.findByLabelText('Lý do gửi cho công dân')).toBeTruthy();
    expect(bodies(calls)).toHaveLength(1);
    await userEvent.type(field, '.example.vn');
    expect(screen.queryByLabelText('Lý do gửi cho công dân')).toBeNull();
  });
});
