import type { AccountRules } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { AccountRulesPage } from './account-rules-page.tsx';

const BASIS = 'Quyết định số 12/QĐ-UBND ngày 20/3/2021 của UBND tỉnh';

const RULES: AccountRules = {
  today: '2021-03-22',
  tariffs: [
    { validFrom: '2022-01-01', amountVnd: 25_000, payer: 'UBND tỉnh', basis: BASIS, state: 'coming' },
    { validFrom: '2021-01-01', amountVnd: 20_000, payer: 'UBND tỉnh', basis: 'Công văn, mục 3', state: 'current' },
  ],
  idleRules: [{ validFrom: '2021-01-01', days: 45, basis: 'QCVN 12:2026/BCA', state: 'current' }],
  abilities: { 'accounts.see_rules': true, 'accounts.set_rules': true },
};

function show(rules: AccountRules = RULES, answer: () => unknown = () => rules) {
  const calls = serve({ 'GET /api/account-rules': () => rules, 'POST /api/account-rules': answer });
  return stage(<AccountRulesPage />, { who: ADMINISTRATOR }).then(() => calls);
}

function type(label: string, value: string): void {
  const field = screen.getByLabelText(label);
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
}

describe('AccountRulesPage', () => {
  useBrowser();

  it('shows every row with its day, basis and whether it holds', async () => {
    await show();
    const fees = await screen.findByRole('region', { name: 'Mức phí một tài khoản một năm' });
    const [, coming, current] = within(fees).getAllByRole('row');
    expect(coming?.textContent).toBe(`01/01/202225.000 đồngUBND tỉnh${BASIS}Sắp áp dụng`);
    expect(current?.textContent).toContain('20.000 đồng');
    expect(current?.textContent).toContain('Đang áp dụng');
    expect(screen.getByText('Quá 45 ngày')).toBeTruthy();
  });

  it('adds a fee from a day, written as people write it', async () => {
    const calls = await show();
    fireEvent.click(await screen.findByRole('button', { name: 'Đặt mức phí mới' }));
    type('Áp dụng từ ngày', '1/4/2021');
    type('Đồng một tài khoản một năm', '22.000');
    type('Căn cứ', BASIS);
    fireEvent.click(screen.getByRole('button', { name: 'Đặt mức phí' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        kind: 'tariff',
        validFrom: '2021-04-01',
        amountVnd: 22_000,
        payer: 'UBND tỉnh',
        basis: BASIS,
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says when a rule that is to come would be replaced', async () => {
    await show();
    fireEvent.click(await screen.findByRole('button', { name: 'Đặt mức phí mới' }));
    type('Áp dụng từ ngày', '1/1/2022');
    expect(await screen.findByText('Thay quy định sắp áp dụng cùng ngày này.')).toBeTruthy();
  });

  it('holds back a day that has passed, days out of bounds and a basis that is none', async () => {
    const calls = await show();
    fireEvent.click(await screen.findByRole('button', { name: 'Đặt hạn mới' }));
    type('Áp dụng từ ngày', '21/3/2021');
    type('Số ngày không dùng', '6');
    type('Căn cứ', 'QĐ 12');
    fireEvent.click(screen.getByRole('button', { name: 'Đặt hạn' }));
    expect(await screen.findByText('Nhập số từ 7 đến 365.')).toBeTruthy();
    expect(screen.getByText('Quy định mới áp dụng từ hôm nay (22/3/2021) trở đi.')).toBeTruthy();
    expect(screen.getByText('Ghi số, ngày và nơi ban hành văn bản làm căn cứ.')).toBeTruthy();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('keeps what was typed when the server refuses', async () => {
    const message = 'Quy định từ ngày này đã có hiệu lực.';
    await show(RULES, () => refuse(409, 'accounts.rule_in_force', message));
    fireEvent.click(await screen.findByRole('button', { name: 'Đặt hạn mới' }));
    type('Số ngày không dùng', '30');
    type('Căn cứ', BASIS);
    fireEvent.click(screen.getByRole('button', { name: 'Đặt hạn' }));
    expect(await screen.findByText(message)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Số ngày không dùng').value).toBe('30');
  });

  it('offers nothing where a higher agency sets them, and says so', async () => {
    const reason = 'Mức phí do quản trị của cơ quan cấp trên đặt chung.';
    await show({ ...RULES, abilities: { 'accounts.see_rules': true, 'accounts.set_rules': reason } });
    expect(await screen.findByText(reason)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Đặt mức phí mới' })).toBeNull();
  });
});
