import type { FilledContent } from '@congvu/contracts';
import { checkForm, type FormRow, formByCode } from '@congvu/forms';
import { describe, expect, it } from 'vitest';
import { view } from '../requests.fixture.ts';
import { filledForm, problemsOf, stillHolding, stops, type Verdict, warns } from './problems.ts';
import { editRow } from './row-keys.ts';

const M07 = formByCode('M07');
const M01 = formByCode('M01');
const TODAY = '2021-03-24';

function finding(code: string, field: string, row: number | null, severity: 'error' | 'warning' = 'error') {
  return { code, severity, field, row, label: field, message: `${code}.`, rule: '' };
}

function row(fullName: string): FormRow {
  return { fullName, position: 'Văn thư', unit: 'UBND xã', account: 'a.b', reason: 'Nghỉ hưu', note: '' };
}

describe('what the server said of an earlier list', () => {
  const rows = [row('Sùng A Dế'), row('Vàng Thị Pà'), row('Lý A Tủa')];
  const verdict: Verdict = { content: { rows }, findings: [finding('requests.account_unknown', 'account', 2)] };

  it('follows the row when others before it are gone', () => {
    const now = { rows: rows.slice(1) };
    expect(stillHolding(M07, verdict, now).map((one) => one.row)).toEqual([1]);
  });

  it('holds while another cell of the row is changed', () => {
    const now = { rows: rows.map((one, index) => (index === 1 ? editRow(one, { note: 'mới' }) : one)) };
    expect(stillHolding(M07, verdict, now)).toHaveLength(1);
  });

  it('is over when that cell is changed or the row deleted', () => {
    const changed = { rows: rows.map((one, index) => (index === 1 ? editRow(one, { account: 'c.d' }) : one)) };
    expect(stillHolding(M07, verdict, changed)).toEqual([]);
    expect(stillHolding(M07, verdict, { rows: [rows[0] ?? {}, rows[2] ?? {}] })).toEqual([]);
  });

  it('says nothing of another row with the same words', () => {
    const now = { rows: [rows[0] ?? {}, row('Vàng Thị Pà'), rows[2] ?? {}] };
    expect(stillHolding(M07, verdict, now)).toEqual([]);
  });
});

describe('problems of a sheet', () => {
  const draft = view('M01');
  const wrong: FilledContent = { ...draft.content, fields: { ...draft.content.fields, email: 'huong@gmail.com' } };
  const of = (part: Partial<typeof draft>, content = wrong, findings: Verdict['findings'] = []) =>
    problemsOf({
      form: M01,
      content,
      local: checkForm(filledForm(M01, content, draft.declarantName), { today: TODAY }),
      verdict: { content, findings },
      view: { ...draft, ...part },
    });

  it('finds nothing in the example', () => {
    expect(of({}, draft.content)).toEqual([]);
  });

  it('says once what rules and server both say, with the repair the server knows', () => {
    const fix = { label: 'Dùng huonglt.khunha@laichau.gov.vn', value: 'huonglt.khunha@laichau.gov.vn' };
    const said = of({}, wrong, [{ ...finding('requests.free_mail', 'email', null), fix }]);
    expect(said.map(({ code }) => code)).toEqual(['requests.free_mail']);
    expect(said[0]?.fix).toEqual(fix);
    expect(said.filter(stops)).toHaveLength(1);
  });

  it('does not stop for a warning, and not even mentions one that was let pass', () => {
    const warning = finding('requests.age', 'bornOn', null, 'warning');
    expect(of({}, draft.content, [warning]).map((one) => [stops(one), warns(one)])).toEqual([[false, true]]);
    const overrides = [
      { code: 'requests.age', field: 'bornOn', row: null, by: 'Lò Văn Pâng', reason: 'Đúng hồ sơ', at: '2021-03-24' },
    ];
    expect(of({ overrides }, draft.content, [warning]).map((one) => warns(one))).toEqual([false]);
  });

  it('puts the reasons of a return at their fields, in the order of the form', () => {
    const returned = {
      reason: 'Sửa hai chỗ',
      by: 'Phòng VH&TT',
      at: '2021-03-25T01:00:00Z',
      fields: [
        { field: 'mobile', row: null, reason: 'Số không liên lạc được' },
        { field: 'fullName', row: null, reason: 'Thiếu chữ đệm' },
      ],
    };
    const said = of({ returned }, draft.content);
    expect(said.map(({ field, returned: isReturned }) => [field, isReturned])).toEqual([
      ['fullName', true],
      ['mobile', true],
    ]);
    expect(said.some(stops)).toBe(false);
  });
});
