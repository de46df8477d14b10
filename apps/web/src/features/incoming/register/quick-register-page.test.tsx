import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { id } from '../incoming.fixture.ts';
import { QuickRegisterPage } from './quick-register-page.tsx';

const OPTIONS = {
  leaders: [{ positionId: id(103), name: 'Lò Văn Sơn', title: 'Chủ tịch UBND xã' }],
  types: [
    { code: 'official_letter', name: 'Công văn' },
    { code: 'submission', name: 'Tờ trình' },
  ],
  nextArrivalNumber: 1249,
  today: '2021-03-22',
};

function office(create: () => unknown) {
  return serve({
    'GET /api/incoming/options': () => OPTIONS,
    'GET /api/incoming/issuers': () => ({
      items: [
        {
          agencyId: id(9),
          name: 'Hội Chữ thập đỏ huyện Tam Đường',
          lastSymbol: 'TTr-HCTĐ',
          lastSignatory: 'Lò Thị Ọi',
          lastSignatoryPosition: 'Chủ tịch',
        },
      ],
    }),
    'GET /api/incoming/duplicates': () => ({ items: [] }),
    'POST /api/incoming': create,
  });
}

const DONE = { id: id(500), state: 'registered', stateLabel: 'Đã vào sổ', arrivalNumber: 1249, abilities: {} };

describe('QuickRegisterPage', () => {
  useBrowser();

  it('is filled by keyboard, proposes the last signer, saves with Ctrl+S and keeps what the next paper shares', async () => {
    const calls = office(() => DONE);
    await stage(<QuickRegisterPage />);
    await userEvent.type(await screen.findByLabelText('Số, ký hiệu'), '14/TTr-HCTĐ{Enter}');
    expect(document.activeElement).toBe(screen.getByLabelText('Ngày văn bản'));
    await userEvent.keyboard('190321{Enter}');
    expect(document.activeElement).toBe(screen.getByLabelText('Nơi ban hành'));
    await userEvent.keyboard('hoi chu thap do');
    await screen.findByRole('option', { name: /Hội Chữ thập đỏ huyện Tam Đường/ });
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(screen.getByLabelText('Người ký')).toHaveProperty('value', 'Lò Thị Ọi');
    await userEvent.type(screen.getByLabelText('Trích yếu'), 'Tổ chức Ngày hội hiến máu');
    await userEvent.keyboard('{Control>}s{/Control}');
    await waitFor(() => expect(calls.filter((call) => call.method === 'POST')).toHaveLength(1));
    const sent = calls.find((call) => call.method === 'POST');
    expect(sent?.key).toMatch(/^[\w-]{8,80}$/);
    expect(sent?.body).toMatchObject({
      facts: {
        numberSymbol: '14/TTr-HCTĐ',
        issuedOn: '2021-03-19',
        issuingAgencyId: id(9),
        abstract: 'Tổ chức Ngày hội hiến máu',
      },
      presentTo: null,
      register: true,
      acceptDuplicate: false,
    });
    await waitFor(() => expect(screen.getByLabelText('Trích yếu')).toHaveProperty('value', ''));
    expect(screen.getByLabelText('Nơi ban hành')).toHaveProperty('value', 'Hội Chữ thập đỏ huyện Tam Đường');
  });

  it('goes back with Shift+Enter', async () => {
    office(() => DONE);
    await stage(<QuickRegisterPage />);
    (await screen.findByLabelText('Ngày văn bản')).focus();
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(document.activeElement).toBe(screen.getByLabelText('Số, ký hiệu'));
  });

  it('says what is missing and sends nothing', async () => {
    const calls = office(() => DONE);
    await stage(<QuickRegisterPage />);
    fireEvent.click(await screen.findByRole('button', { name: /^Lưu(?! và)/ }));
    expect(screen.getByText(/Chưa nhập nơi ban hành/)).toBeTruthy();
    expect(screen.getByText(/Chưa nhập trích yếu/)).toBeTruthy();
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0);
  });

  it('warns of a duplicate, keeps the form, and registers when the clerk decides so', async () => {
    let first = true;
    const calls = office(() => {
      if (first) {
        first = false;
        return refuse(409, 'incoming.duplicate', 'Trùng số, ký hiệu và nơi ban hành với văn bản số đến 1.201.');
      }
      return DONE;
    });
    await stage(<QuickRegisterPage />);
    await userEvent.type(await screen.findByLabelText('Nơi ban hành'), 'Phòng Nội vụ');
    await userEvent.type(screen.getByLabelText('Trích yếu'), 'Rà soát hồ sơ');
    fireEvent.click(screen.getByRole('button', { name: /^Lưu(?! và)/ }));
    await screen.findByText(/số đến 1\.201/);
    expect(screen.getByLabelText('Trích yếu')).toHaveProperty('value', 'Rà soát hồ sơ');
    fireEvent.click(screen.getByRole('button', { name: /^Vẫn lưu(?! và)/ }));
    await waitFor(() => expect(calls.filter((call) => call.method === 'POST')).toHaveLength(2));
    expect(calls.filter((call) => call.method === 'POST').at(-1)?.body).toMatchObject({ acceptDuplicate: true });
  });

  it('presents to the only leader with Ctrl+Enter', async () => {
    const calls = office(() => ({ ...DONE, state: 'awaiting_directive' }));
    await stage(<QuickRegisterPage />);
    await screen.findByText('Lò Văn Sơn, Chủ tịch UBND xã');
    await userEvent.type(screen.getByLabelText('Nơi ban hành'), 'Phòng Nội vụ');
    await userEvent.type(screen.getByLabelText('Trích yếu'), 'Rà soát hồ sơ');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toMatchObject({ presentTo: id(103) }),
    );
  });
});
