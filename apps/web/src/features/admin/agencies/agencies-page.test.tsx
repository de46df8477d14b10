import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, agencyDetail, id, person, TREE, term } from '../admin.fixture.ts';
import { AgenciesPage } from './agencies-page.tsx';

const PEOPLE = [
  person(301, 'Phùng Văn Thưởng', [
    term(401, 3, { title: 'Trưởng phòng' }),
    term(402, 2, { title: 'Phó Chánh Văn phòng', state: 'coming', validFrom: '2021-07-01' }),
  ]),
  person(302, 'Lường Thị Hồng Thắm', [term(403, 3, { title: 'Phó Trưởng phòng' })]),
];

function office() {
  return serve({
    'GET /api/org/tree': () => TREE,
    'GET /api/accounts/counts': () => ({ total: 24, agencies: { [id(1)]: 9, [id(2)]: 5, [id(3)]: 6, [id(4)]: 4 } }),
    [`GET /api/org/agencies/${id(1)}`]: () => agencyDetail(1),
    [`GET /api/org/agencies/${id(3)}`]: () => agencyDetail(3),
    'GET /api/org/people': () => ({ items: PEOPLE, nextCursor: null }),
    [`POST /api/org/agencies/${id(1)}/units`]: () => ({ id: id(77) }),
  });
}

describe('AgenciesPage', () => {
  useBrowser();

  it('shows the agencies as a tree with accounts added up and what is decided', async () => {
    office();
    await stage(<AgenciesPage />, { who: ADMINISTRATOR });
    const tree = await screen.findByRole('region', { name: 'Cây cơ quan' });
    const top = within(tree).getByRole('button', { name: 'UBND huyện' }).closest('li');
    await waitFor(() => expect(within(top as HTMLElement).getByText('24')).toBeTruthy());
    expect(within(tree).getByText('Kết thúc 30/6')).toBeTruthy();
    expect(within(tree).getByText('Nhận thêm')).toBeTruthy();
    expect(screen.getByText('Sắp có hiệu lực')).toBeTruthy();
  });

  it('closes and finds again without accents', async () => {
    office();
    await stage(<AgenciesPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Thu gọn UBND huyện' }));
    expect(screen.queryByRole('button', { name: 'Phòng Nội vụ' })).toBeNull();
    await userEvent.type(screen.getByLabelText('Tìm cơ quan theo tên hoặc mã'), 'noi vu');
    expect(screen.getByRole('button', { name: 'Phòng Nội vụ' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Phòng Y tế' })).toBeNull();
  });

  it('opens an agency that ends: both codes, and who has no post yet', async () => {
    office();
    await stage(<AgenciesPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Phòng Y tế' }));
    const panel = await screen.findByRole('complementary', { name: /Phòng Y tế/ });
    expect(within(panel).getByText('H35.9.3')).toBeTruthy();
    expect(within(panel).getByText(/QCVN 102:2016, đến 31\/7\/2020/)).toBeTruthy();
    await within(panel).findByText('Phó Chánh Văn phòng');
    expect(within(panel).getByText(/Còn 1 người chưa có chức vụ mới/)).toBeTruthy();
  });

  it('adds a unit with one key, and asks for its name first', async () => {
    const calls = office();
    await stage(<AgenciesPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Thêm đơn vị' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Thêm đơn vị' }));
    expect(within(dialog).getByText('Chưa nhập tên đơn vị.')).toBeTruthy();
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0);
    await userEvent.type(within(dialog).getByLabelText('Tên đơn vị'), 'Ban Tiếp công dân');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Thêm đơn vị' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const [sent] = calls.filter((call) => call.method === 'POST');
    expect(sent?.body).toMatchObject({ name: 'Ban Tiếp công dân', parentId: null });
    expect(sent?.key).toMatch(/^[\w-]{8,80}$/);
  });
});
