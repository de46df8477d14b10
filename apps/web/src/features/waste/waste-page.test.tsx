import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { account } from '../../shared/testing/accounts.fixture.ts';
import { id } from '../../shared/testing/ids.ts';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { board, OTHER, OWN, unit } from './waste.fixture.ts';
import { WastePage } from './waste-page.tsx';

const FOCAL = me({ roles: ['specialist', 'focal'] });

const PEOPLE = [
  account(),
  account({ id: id(101), holderName: 'Sùng A Dế', name: 'desa.binhlu', waste: 'left', wasteLabel: 'Chuyển công tác' }),
  account({
    id: id(102),
    holderName: 'Vàng Thị Mỷ',
    name: 'myvt.binhlu',
    waste: null,
    wasteLabel: 'Nghỉ thai sản đến 30/6/2021',
    kept: { reason: 'Nghỉ thai sản', until: '2021-06-30' },
  }),
  account({
    id: id(103),
    holderName: 'Giàng A Lử',
    name: 'luga.binhlu',
    state: 'revoke_requested',
    stateLabel: 'Đang đề nghị thu hồi',
  }),
];

function office(part = {}) {
  return serve({
    'GET /api/waste': () => board(),
    [`GET /api/waste/${OWN}`]: () => ({ unit: unit(), items: PEOPLE, nextCursor: null }),
    [`GET /api/waste/${OTHER}`]: () => ({
      unit: unit({ agencyId: OTHER, agencyName: 'UBND xã Khun Há', headName: 'Tẩn A Páo' }),
      items: [account({ agencyId: OTHER })],
      nextCursor: null,
    }),
    ...part,
  });
}

describe('WastePage', () => {
  useBrowser();

  it('says the cost first, with the rule it was counted by', async () => {
    office();
    await stage(<WastePage />, { who: FOCAL });
    const heading = await screen.findByRole('heading', { level: 1 });
    expect(heading.textContent).toBe('106 tài khoản không dùng, mỗi năm tốn khoảng 2.120.000 đồng');
    expect(screen.getByText(/84/)).toBeTruthy();
    expect(document.body.textContent).toContain('26 đơn vị có 612 tài khoản');
    expect(document.body.textContent).toContain('15 đơn vị đã xác nhận');
  });

  it('asks every head who has not answered, and only those', async () => {
    const calls = office({ 'POST /api/waste/attestations': () => ({ asked: 2, reminded: 9 }) });
    await stage(<WastePage />, { who: FOCAL });
    fireEvent.click(await screen.findByRole('button', { name: 'Nhắc 11 thủ trưởng' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({}));
  });

  it('leaves the accounts of another agency to its head', async () => {
    const calls = office({ 'POST /api/waste/attestations': () => ({ asked: 0, reminded: 1 }) });
    await stage(<WastePage />, { who: FOCAL });
    const panel = await screen.findByRole('complementary', { name: 'Tài khoản của UBND xã Khun Há' });
    expect(within(panel).queryByRole('checkbox')).toBeNull();
    expect(within(panel).queryByRole('button', { name: /Lập Mẫu số 07/ })).toBeNull();
    fireEvent.click(within(panel).getByRole('button', { name: 'Nhắc thủ trưởng xác nhận' }));
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ agencyIds: [OTHER] }));
  });

  it('makes Mẫu số 07 of what is ticked; what is kept or asked for already cannot be', async () => {
    const calls = office({ 'POST /api/requests': () => ({ id: id(900) }) });
    const { history } = await stage(<WastePage />, { who: FOCAL, path: `/?don-vi=${OWN}` });
    const panel = await screen.findByRole('complementary', { name: 'Tài khoản của UBND xã Bình Lư' });
    const boxes = within(panel).getAllByRole('checkbox') as HTMLInputElement[];
    expect(boxes.map(({ checked }) => checked)).toEqual([true, true, false, false]);
    expect(boxes.map(({ disabled }) => disabled)).toEqual([false, false, true, true]);
    fireEvent.click(within(panel).getByRole('checkbox', { name: /Lý A Tủa/ }));
    fireEvent.click(within(panel).getByRole('button', { name: 'Lập Mẫu số 07 với 1 tài khoản' }));
    await waitFor(() => expect(history.location.pathname).toBe(`/de-nghi/${id(900)}`));
    expect(calls.find(({ path }) => path === '/api/requests')?.body).toEqual({
      kind: 'account.revoke',
      content: {
        rows: [
          {
            fullName: 'Sùng A Dế',
            position: 'Công chức Tài chính',
            unit: 'Văn phòng',
            account: 'desa.binhlu',
            reason: 'Chuyển công tác',
            note: '',
          },
        ],
      },
    });
  });

  it('does not offer the list to who may not make it, and says who may', async () => {
    office();
    await stage(<WastePage />, { who: me({ roles: ['auditor'] }), path: `/?don-vi=${OWN}` });
    const act = await screen.findByRole('button', { name: 'Lập Mẫu số 07 với 2 tài khoản' });
    expect(act.getAttribute('aria-disabled')).toBe('true');
  });

  it('says so when nothing is wasted, and what to do about a fault', async () => {
    office({ 'GET /api/waste': () => board({ wasted: 0, cost: 0, idle: 0, left: 0 }) });
    await stage(<WastePage />, { who: FOCAL });
    expect(await screen.findByRole('heading', { name: 'Không có tài khoản nào bỏ không' })).toBeTruthy();
  });

  it('shows the refusal of the server', async () => {
    office({ 'GET /api/waste': () => refuse(403, 'accounts.waste', 'Vai đang làm việc không xem bảng này.') });
    await stage(<WastePage />, { who: FOCAL });
    expect(await screen.findByText('Vai đang làm việc không xem bảng này.')).toBeTruthy();
  });
});

describe('WastePage on a phone', () => {
  useBrowser({ phone: true });

  it('steps from the units to one unit and back', async () => {
    office();
    await stage(<WastePage />, { who: FOCAL });
    fireEvent.click(await screen.findByRole('button', { name: 'Xã Khun Há' }));
    await screen.findByRole('complementary', { name: 'Tài khoản của UBND xã Khun Há' });
    expect(screen.queryByRole('button', { name: 'Xã Bình Lư' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Các đơn vị' }));
    expect(await screen.findByRole('button', { name: 'Xã Bình Lư' })).toBeTruthy();
  });
});
