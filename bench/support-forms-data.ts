import { exampleForm, type FilledForm, type FormCode } from '@congvu/forms';
import type { Roster } from '@congvu/forms/render';

const NAMES = ['Nguyễn Thị Vân Anh', 'Hoàng Nguyễn Phương Thảo Quỳnh', 'Sùng A Dế', 'Lò Văn Chiến', 'Giàng Thị Súa'];
const REASONS = ['Chuyển công tác', 'Nghỉ hưu', 'Thôi việc', 'Không sử dụng'];
const AGENCIES = 26;

function rowOf(index: number): Record<string, string> {
  const name = NAMES[index % NAMES.length] ?? '';
  return {
    fullName: name,
    position: index % 2 === 0 ? 'Công chức Văn phòng - Thống kê' : 'Phó Chủ tịch HĐND',
    unit: `UBND xã số ${index % AGENCIES}`,
    account: `canbo${index}.xa${index % AGENCIES}`,
    reason: REASONS[index % REASONS.length] ?? '',
    note: index % 3 === 0 ? 'Từ 16/11/2020' : '',
  };
}

/** Every round another form, so that no layout is answered from a cache. */
export function formOf(code: FormCode, lines: number, round = 0): FilledForm {
  const form = exampleForm(code);
  if (code === 'M07' && lines > 0) {
    return { ...form, rows: Array.from({ length: lines }, (_, index) => rowOf(index + round)) };
  }
  const { rows, fields } = form;
  return {
    ...form,
    signerName: `Người ký ${round}`,
    ...(rows === undefined ? {} : { rows: rows.map((row) => ({ ...row, note: `Lần đo ${round}` })) }),
    ...(fields === undefined
      ? {}
      : {
          fields: Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [
              key,
              typeof value === 'string' && value.includes(' ') ? `${value} ${round}` : value,
            ]),
          ),
        }),
  };
}

export function rosterOf(form: FormCode, lines: number): Roster {
  return {
    form,
    set: '2021',
    issuer: 'ỦY BAN NHÂN DÂN\nHUYỆN TAM ĐƯỜNG',
    place: 'Tam Đường',
    date: '2021-04-05',
    onBehalf: 'TM. ỦY BAN NHÂN DÂN',
    groups: Array.from({ length: AGENCIES }, (_, index) => ({
      agencyName: `UBND xã số ${index}`,
      count: Math.ceil((lines - index) / AGENCIES),
    })),
    lines: Array.from({ length: lines }, (_, index) => ({
      stt: index + 1,
      values: rowOf(index),
      agencyName: `UBND xã số ${index % AGENCIES}`,
      originalNo: Math.floor(index / AGENCIES) + 1,
    })),
  };
}
