import type { ColleagueAnswer, DocumentReaders, PositionOption } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { stubClipboard } from '../testing/clipboard.ts';
import { refuse, serve, stage, useBrowser } from '../testing/stage.tsx';
import { copiedText } from './readers-dialog.tsx';
import { ReadersSection } from './readers-section.tsx';

function id(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

const READERS: DocumentReaders = {
  mine: ['Được giao chủ trì (Lò Văn Sơn giao ngày 22/03/2021).'],
  units: [{ name: 'Tư pháp - Hộ tịch', reason: 'nhận để biết' }],
  people: [
    {
      positionId: id(1),
      fullName: 'Nguyễn Thị Vân Anh',
      title: 'Chuyên viên',
      unitName: 'Văn hóa - Xã hội',
      reasons: ['Được giao chủ trì.'],
    },
    {
      positionId: id(2),
      fullName: 'Đèo Thị Lan',
      title: 'Văn thư',
      unitName: 'Văn phòng',
      reasons: ['Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.', 'Nhận để biết.'],
    },
  ],
};

const MY: PositionOption = {
  positionId: id(3),
  personId: id(30),
  fullName: 'Sùng Thị Mỷ',
  title: 'Chuyên viên',
  rank: 'staff',
  roles: ['specialist'],
  unitId: id(31),
  unitName: 'Văn hóa - Xã hội',
  agencyId: id(9),
  agencyName: 'UBND xã Bình Lư',
};

const ABOUT_MY: ColleagueAnswer = {
  positionId: MY.positionId,
  fullName: MY.fullName,
  title: MY.title,
  unitName: MY.unitName,
  read: { allowed: false, reasons: ['Văn bản chỉ mở cho những người được giao.'] },
  acts: [
    { action: 'incoming.register', label: 'Vào sổ', allowed: false, reason: 'Việc của văn thư cơ quan.' },
    { action: 'incoming.present', label: 'Chuyển lãnh đạo', allowed: false, reason: 'Việc của văn thư cơ quan.' },
    { action: 'incoming.reply', label: 'Soạn trả lời', allowed: true, reason: null },
  ],
};

const SERVED = {
  [`GET /api/incoming/${id(7)}/readers`]: () => READERS,
  [`GET /api/incoming/${id(7)}/readers/${MY.positionId}`]: () => ABOUT_MY,
  'GET /api/org/positions': () => ({ items: [MY] }),
};

async function open() {
  await stage(<ReadersSection direction="incoming" id={id(7)} />);
  fireEvent.click(screen.getByRole('button', { name: 'Ai xem được' }));
  return screen.findByRole('dialog');
}

describe('who sees the document', () => {
  useBrowser();

  it('asks nothing before it is opened; then oneself first, the units, and everybody with the reason', async () => {
    const calls = serve(SERVED);
    await stage(<ReadersSection direction="incoming" id={id(7)} />);
    expect(calls).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Ai xem được' }));
    const mine = await screen.findByRole('region', { name: 'Vì sao tôi xem được' });
    expect(within(mine).getByText(/^Được giao chủ trì/)).toBeTruthy();
    expect(within(screen.getByRole('list', { name: 'Đơn vị' })).getByText('Tư pháp - Hộ tịch')).toBeTruthy();
    const people = screen.getByRole('list', { name: 'Người xem được' });
    expect(
      within(people)
        .getAllByText(/Anh$|Lan$/)
        .map((name) => name.textContent),
    ).toEqual(['Nguyễn Thị Vân Anh', 'Đèo Thị Lan']);
    expect(within(people).getByText('Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.')).toBeTruthy();
    expect(screen.getByText('2 người xem được')).toBeTruthy();
  });

  it('is searched without accents; who is not there may be asked about', async () => {
    serve(SERVED);
    await open();
    const field = await screen.findByLabelText(/Tìm trong danh sách/);
    fireEvent.change(field, { target: { value: 'deo lan' } });
    expect(screen.queryByText('Nguyễn Thị Vân Anh')).toBeNull();
    expect(screen.getByText('Đèo Thị Lan')).toBeTruthy();
    expect(screen.getByText('1 trong 2 người')).toBeTruthy();
    fireEvent.change(field, { target: { value: 'mỷ' } });
    expect(screen.getByText(/Không có ai như vậy/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Chép' })).toHaveProperty('disabled', true);
  });

  it('copies what is shown, one line a person', async () => {
    serve(SERVED);
    const written = stubClipboard();
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Chép' }));
    expect(written).toHaveBeenCalledWith(copiedText(READERS.people));
    expect(copiedText(READERS.people).split('\n')[1]).toBe(
      'Đèo Thị Lan\tVăn thư\tVăn phòng\tVăn thư cơ quan: thấy mọi văn bản đến của cơ quan. Nhận để biết.',
    );
  });

  it('asks about one colleague: yes or no with the reason, and every act', async () => {
    serve(SERVED);
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Hỏi về một người' }));
    fireEvent.mouseDown(screen.getByRole('combobox', { name: 'Người trong cơ quan' }));
    fireEvent.click(await screen.findByText('Sùng Thị Mỷ'));
    const answer = await screen.findByRole('region', { name: 'Quyền của Sùng Thị Mỷ' });
    expect(within(answer).getByText('Sùng Thị Mỷ không xem được văn bản này')).toBeTruthy();
    expect(within(answer).getByText('Văn bản chỉ mở cho những người được giao.')).toBeTruthy();
    expect(within(answer).getByText('Soạn trả lời')).toBeTruthy();
    const refused = within(within(answer).getAllByRole('list').at(-1) ?? answer).getAllByRole('listitem');
    expect(refused.map((item) => item.textContent)).toEqual(['Vào sổ, Chuyển lãnh đạoViệc của văn thư cơ quan.']);
  });

  it('a refusal is told with its reason', async () => {
    serve({
      [`GET /api/incoming/${id(7)}/readers`]: () => refuse(404, 'incoming.not_found', 'Không tìm thấy văn bản.'),
    });
    await open();
    await waitFor(() => expect(screen.getByText('Không tìm thấy văn bản.')).toBeTruthy());
  });
});
