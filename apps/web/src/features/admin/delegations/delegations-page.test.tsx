import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, delegation, id, person, TREE, term } from '../admin.fixture.ts';
import { DelegationsPage } from './delegations-page.tsx';

const RULE = 'Ký thừa lệnh chỉ áp dụng cho một số loại văn bản: chọn các loại văn bản ghi trong quy chế.';

function office(create: () => unknown) {
  return serve({
    'GET /api/org/tree': () => TREE,
    'GET /api/org/delegations': () => ({ items: [delegation()] }),
    'GET /api/org/people': () => ({
      items: [person(301, 'Lò Văn Sơn', [term(401, 1, { title: 'Chánh Văn phòng', rank: 'unit_head' })])],
      nextCursor: null,
    }),
    'POST /api/org/delegations': create,
    [`POST /api/org/delegations/${id(600)}/revoke`]: () => ({ id: id(600) }),
  });
}

describe('DelegationsPage', () => {
  useBrowser();

  it('shows capacity, basis and what it is limited to', async () => {
    office(() => ({ id: id(1) }));
    await stage(<DelegationsPage />, { who: ADMINISTRATOR });
    const row = (await screen.findByText('Ký thừa lệnh (TL.)')).closest('tr') as HTMLElement;
    expect(row.textContent).toContain('Quyết định số 12/QĐ-UBND');
    expect(row.textContent).toContain('Công văn');
    expect(row.textContent).toContain('Theo quy chế làm việc');
  });

  it('sets the rule of the server under the field it is about and keeps what was typed', async () => {
    const calls = office(() => refuse(422, 'org.delegation_rule', RULE, [{ path: 'documentTypes', message: RULE }]));
    await stage(<DelegationsPage />, { who: ADMINISTRATOR });
    fireEvent.click((await screen.findAllByRole('button', { name: 'Giao quyền ký' }))[0] as HTMLElement);
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Giao quyền' }));
    expect(within(dialog).getByText('Chưa chọn người nhận.')).toBeTruthy();
    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    await userEvent.click(within(dialog).getByRole('combobox', { name: 'Người nhận' }));
    fireEvent.click(await screen.findByText('Chánh Văn phòng, Bộ phận chuyên môn'));
    await userEvent.type(within(dialog).getByLabelText('Căn cứ'), 'Quyết định số 12/QĐ-UBND');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Giao quyền' }));
    await waitFor(() => expect(within(dialog).getAllByText(RULE)).toHaveLength(2));
    expect(within(dialog).getByLabelText('Căn cứ')).toHaveProperty('value', 'Quyết định số 12/QĐ-UBND');
    expect(calls.find((call) => call.method === 'POST')?.body).toMatchObject({
      capacity: 'TL',
      toPositionId: id(401),
      fromPositionId: null,
      validTo: null,
    });
  });

  it('revokes with a reason', async () => {
    const calls = office(() => ({ id: id(1) }));
    await stage(<DelegationsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Thu hồi giao quyền của Lò Văn Sơn' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText('Lý do'), 'Thay đổi phân công');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Thu hồi' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ reason: 'Thay đổi phân công' }),
    );
  });
});
