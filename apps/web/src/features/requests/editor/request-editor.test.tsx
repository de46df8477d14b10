import type { RequestView } from '@congvu/contracts';
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ToastHost } from '../../../shared/feedback/toast.tsx';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { REQUEST_ID, view } from '../requests.fixture.ts';
import { RequestEditor } from './request-editor.tsx';

const SAVE = `PUT /api/requests/${REQUEST_ID}`;
const SEND = `POST /api/requests/${REQUEST_ID}/send`;
const WHO = me({}, { now: '2021-03-24T03:00:00Z' });
const NO_KEYS = { 'GET /api/certificates/mine': () => ({ person: [], organisation: [] }) };

function saved(version: number) {
  return { id: REQUEST_ID, version, savedAt: '2021-03-24T03:43:00Z', findings: [], yearlyCost: null };
}

async function open(draft: RequestView, answers: Parameters<typeof serve>[0] = {}) {
  const calls = serve({ ...NO_KEYS, [SAVE]: () => saved(4), ...answers });
  const onSent = vi.fn();
  const shown = await stage(
    <>
      <RequestEditor view={draft} onSent={onSent} />
      <ToastHost />
    </>,
    { who: WHO },
  );
  const bodyOf = (method: string, path: string) =>
    calls.findLast((call) => call.method === method && call.path.startsWith(path))?.body;
  return { ...shown, calls, onSent, bodyOf };
}

function withEmail(email: string): RequestView {
  const draft = view('M01');
  return { ...draft, content: { ...draft.content, fields: { ...draft.content.fields, email } } };
}

function paste(cell: HTMLElement, text: string): void {
  const event = createEvent.paste(cell, { clipboardData: { getData: () => text } });
  fireEvent(cell, event);
}

describe('a sheet', () => {
  useBrowser();

  it('tells what is wrong on top and at the field, tints the line of the page, and repairs it with one press', async () => {
    const draft = withEmail('huong@gmail.com');
    const findings = [
      {
        code: 'requests.free_mail',
        severity: 'error' as const,
        field: 'email',
        row: null,
        label: 'Địa chỉ thư điện tử công vụ',
        message: 'Gmail là thư miễn phí. Cần thư do cơ quan nhà nước cấp.',
        rule: '',
        fix: { label: 'Dùng huonglt.khunha@laichau.gov.vn', value: 'huonglt.khunha@laichau.gov.vn' },
      },
    ];
    const { container, bodyOf } = await open({ ...draft, findings });
    expect(screen.getByText('Còn 1 mục cần sửa trước khi ký')).toBeTruthy();
    expect(screen.getByLabelText('Địa chỉ thư điện tử công vụ').getAttribute('aria-invalid')).toBe('true');
    expect(container.querySelector('.fp-line.is-bad')?.textContent).toContain('huong@gmail.com');
    expect(screen.getByRole('button', { name: /Chuyển Lò Thị Hương ký/ }).getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Dùng huonglt.khunha@laichau.gov.vn' }));
    await waitFor(() => expect(container.querySelector('.fp-line.is-bad')).toBeNull());
    await waitFor(() =>
      expect(bodyOf('PUT', '/api/requests')).toMatchObject({
        version: 3,
        content: { fields: { email: 'huonglt.khunha@laichau.gov.vn' } },
      }),
    );
    expect(await screen.findByText('10:43')).toBeTruthy();
  });

  it('leads from a line of the page to its field, and lets the keyboard pass by', async () => {
    const { container } = await open(view('M01'));
    const page = within(screen.getByRole('article'));
    const before = globalThis.document.activeElement;
    fireEvent.click(page.getByText(/^Kính gửi/));
    expect(globalThis.document.activeElement).toBe(before);
    fireEvent.click(page.getByText(/^Ngày sinh/));
    expect(globalThis.document.activeElement).toBe(screen.getByLabelText('Ngày sinh'));
    expect([...container.querySelectorAll('.fp button')].every((line) => line.getAttribute('tabindex') === '-1')).toBe(
      true,
    );
  });

  it('fills the printed page with every key and reshapes a value only when the field is left', async () => {
    const { container } = await open(view('M01'));
    const field = screen.getByLabelText('Số điện thoại di động');
    await userEvent.clear(field);
    await userEvent.type(field, '0987 654 321');
    expect(field).toHaveProperty('value', '0987 654 321');
    await waitFor(() => expect(container.querySelector('.fp')?.textContent).toContain('0987 654 321'));
    fireEvent.blur(field);
    expect(field).toHaveProperty('value', '0987654321');
  });

  it('keeps a date that is none, prints it as typed and does not let it pass', async () => {
    const { container } = await open(view('M01'));
    const field = screen.getByLabelText('Ngày sinh');
    await userEvent.clear(field);
    await userEvent.type(field, '31/4/88');
    fireEvent.blur(field);
    await waitFor(() => expect(container.querySelector('.fp-line.is-bad')?.textContent).toContain('31/4/88'));
    expect(screen.getAllByText(/Sửa 1 mục trước khi ký/)).not.toHaveLength(0);
  });

  it('names what is not filled in yet without marking fields nobody has been to', async () => {
    const draft = view('M01');
    const { container } = await open({ ...draft, content: { ...draft.content, fields: {} } });
    expect(screen.getByText(/mục chưa điền/)).toBeTruthy();
    expect(container.querySelectorAll('[aria-invalid]')).toHaveLength(0);
    fireEvent.blur(screen.getByLabelText('Nơi sinh'));
    expect(screen.getByLabelText('Nơi sinh').getAttribute('aria-invalid')).toBe('true');
  });

  it('saves, sends with the ticked need to sign, and hands over what the server answered', async () => {
    const sent = { ...view('M01'), state: 'awaiting_declarant' as const };
    const { bodyOf, onSent } = await open(view('M01'), { [SEND]: () => sent });
    fireEvent.click(screen.getByLabelText(/Thường xuyên ký/));
    fireEvent.click(screen.getByRole('button', { name: /Chuyển Lò Thị Hương ký/ }));
    await waitFor(() => expect(onSent).toHaveBeenCalledExactlyOnceWith(sent));
    expect(bodyOf('POST', '/api/requests')).toEqual({ version: 3, signsRegularly: true });
  });

  it('keeps what was typed when somebody else saved first, and lets one choose', async () => {
    const theirs = { ...view('M01'), version: 9 };
    const { bodyOf } = await open(view('M01'), {
      [SAVE]: (call) =>
        (call.body as { version: number }).version === 3
          ? refuse(409, 'requests.version_conflict', 'Người khác vừa lưu.')
          : saved(10),
      [`GET /api/requests/${REQUEST_ID}`]: () => theirs,
    });
    await userEvent.type(screen.getByLabelText('Chức vụ'), ' xã');
    fireEvent.click(await screen.findByRole('button', { name: 'Lưu bản trên màn hình này' }));
    await waitFor(() => expect(bodyOf('PUT', '/api/requests')).toMatchObject({ version: 9 }));
  });

  it('shows reasons of a return at their field and lets a form go on with a warning', async () => {
    const returned = {
      reason: 'Cần sửa một chỗ',
      by: 'Phòng Văn hóa và Thông tin',
      at: '2021-03-25T01:00:00Z',
      fields: [{ field: 'mobile', row: null, reason: 'Số này không liên lạc được' }],
    };
    await open(view('M01', { returned, revision: 2 }));
    expect(screen.getByText('Phòng Văn hóa và Thông tin trả lại để sửa')).toBeTruthy();
    expect(screen.getByText(/Số này không liên lạc được/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /Chuyển Lò Thị Hương ký/ }).getAttribute('aria-disabled')).toBeNull();
  });
});

const TABLE = [
  'STT\tHọ và tên\tChức vụ\tĐơn vị công tác\tTên tài khoản\tLý do thu hồi\tNgày nghỉ\tGhi chú',
  '1\tGiàng A Lử\tTrưởng Công an xã\tUBND xã Khun Há\tluga.khunha\tTrùng tài khoản\t1/1/2021\t',
  '2\tVàng A Chu\tBí thư Đoàn xã\tUBND xã Khun Há\tchuva.khunha\t\t1/1/2021\t',
].join('\n');

describe('a list', () => {
  useBrowser();

  const register = { 'GET /api/accounts-register': () => ({ items: [], nextCursor: null, total: 0, abilities: {} }) };

  it('takes a table from Excel, says what it left out, marks the cell to correct and takes all back again', async () => {
    await open(view('M07'), register);
    expect(screen.getByText('2', { selector: '.req-sum b' })).toBeTruthy();
    paste(screen.getByLabelText('Họ và tên, dòng 1'), TABLE);
    expect(await screen.findByText(/Đã dán 2 dòng. Cột “Ngày nghỉ” không có trong mẫu/)).toBeTruthy();
    expect(screen.getByText('4', { selector: '.req-sum b' })).toBeTruthy();
    expect(screen.getByText('Chưa có lý do thu hồi')).toBeTruthy();
    expect(screen.getAllByText(/Sửa 1 ô trước khi trình/)).not.toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'dòng 4' }));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Lý do thu hồi, dòng 4');
    expect(screen.getByRole('note').textContent).toContain('Còn thiếu');
    fireEvent.click(within(screen.getByRole('note')).getByRole('button', { name: 'Nghỉ hưu' }));
    await waitFor(() => expect(screen.queryByText(/Sửa 1 ô trước khi trình/)).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: /Hoàn tác/ }));
    await waitFor(() => expect(screen.getByText('2', { selector: '.req-sum b' })).toBeTruthy());
  });

  it('is filled in by keyboard alone: type, Tab, Enter, a new row', async () => {
    const { bodyOf } = await open(view('M07'), {
      ...register,
      'GET /api/requests/suggestions': () => ({ items: [] }),
    });
    fireEvent.click(screen.getByRole('button', { name: 'Thêm dòng' }));
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Họ và tên, dòng 3'));
    await userEvent.keyboard('lý a tủa{Tab}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chức vụ, dòng 3');
    await userEvent.keyboard('Hội Nông dân{Enter}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chức vụ, dòng 4');
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
    expect(document.activeElement).toHaveProperty('value', 'Lý A Tủa');
    await waitFor(() =>
      expect(bodyOf('PUT', '/api/requests')).toMatchObject({
        content: {
          rows: [{}, {}, { fullName: 'Lý A Tủa', position: 'Hội Nông dân', unit: 'UBND xã Khun Há' }],
        },
      }),
    );
    expect((bodyOf('PUT', '/api/requests') as { content: { rows: unknown[] } }).content.rows).toHaveLength(3);
  });

  it('offers people the registers know and fills the row with what they know', async () => {
    await open(view('M07'), {
      ...register,
      'GET /api/requests/suggestions': () => ({
        items: [
          {
            label: 'Lù Văn Chiến',
            hint: 'chienlv.khunha',
            values: { fullName: 'Lù Văn Chiến', position: 'Công chức Tài chính', account: 'chienlv.khunha' },
          },
        ],
      }),
    });
    fireEvent.click(screen.getByRole('button', { name: 'Thêm dòng' }));
    await userEvent.keyboard('chien');
    await screen.findByRole('option', { name: /Lù Văn Chiến/ });
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(screen.getByRole('button', { name: 'chienlv.khunha' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Công chức Tài chính' })).toBeTruthy();
  });

  it('deletes a row and puts it back to its place', async () => {
    await open(view('M07'), register);
    fireEvent.click(screen.getByRole('button', { name: 'Chọn dòng 1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Xóa 1 dòng' }));
    expect(screen.queryByDisplayValue('Sùng A Dế')).toBeNull();
    fireEvent.click(await screen.findByRole('button', { name: /Hoàn tác/ }));
    expect(await screen.findByDisplayValue('Sùng A Dế')).toBeTruthy();
  });

  it('does not take a table with doubtful cells before somebody has looked', async () => {
    await open(view('M07'), register);
    paste(
      screen.getByLabelText('Họ và tên, dòng 1'),
      TABLE.replace('luga.khunha', '#REF!').replace('\tLý do thu hồi', ''),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Thiếu cột “Lý do thu hồi”/)).toBeTruthy();
    fireEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
    expect(screen.getByText('2', { selector: '.req-sum b' })).toBeTruthy();
  });

  it('proposes accounts nobody uses, without those listed already', async () => {
    const account = (name: string, holderName: string) => ({
      id: `01900000-0000-7000-8000-0000000007${name.length}`,
      name,
      holderName,
      positionTitle: 'Văn thư',
      unitName: 'UBND xã Khun Há',
      agencyName: 'UBND xã Khun Há',
      waste: 'idle',
      wasteLabel: 'Không đăng nhập 63 ngày',
      kept: null,
    });
    await open(view('M07'), {
      'GET /api/accounts-register': () => ({
        items: [account('desa.khunha', 'Sùng A Dế'), account('sinhca.khunha', 'Cứ A Sình')],
        nextCursor: null,
        total: 2,
        abilities: {},
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Thêm Cứ A Sình' }));
    expect(screen.queryByRole('button', { name: 'Thêm Sùng A Dế' })).toBeNull();
    expect(await screen.findByRole('button', { name: 'sinhca.khunha' })).toBeTruthy();
    expect(screen.queryByText('Không đăng nhập 63 ngày')).toBeNull();
  });

  it('draws only what is in sight of ten thousand rows, and the printed page around the active one', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      fullName: 'Giàng A Páo',
      position: 'Công chức',
      unit: `Bản số ${index}`,
      phone: '0987654321',
      note: '',
    }));
    const draft = view('M06');
    const { container } = await open({ ...draft, content: { ...draft.content, rows } });
    expect(container.querySelectorAll('.cells tbody tr').length).toBeLessThan(700);
    expect(container.querySelectorAll('.fp tbody tr').length).toBeLessThan(30);
    expect(screen.getByText('10.000', { selector: '.req-sum b' })).toBeTruthy();
  });

  it('says what a nil return means and offers it while the list of a campaign is empty', async () => {
    const campaignId = '01900000-0000-7000-8000-000000000801';
    const draft = view('M07', { campaignId });
    const nil = view('M07', { campaignId, nil: true });
    const { bodyOf, history } = await open(
      { ...draft, content: { ...draft.content, rows: [] } },
      { ...register, 'POST /api/requests': () => nil },
    );
    fireEvent.click(screen.getByRole('button', { name: 'Báo không phát sinh' }));
    await waitFor(() => expect(history.location.pathname).toBe(nil.link));
    expect(bodyOf('POST', '/api/requests')).toEqual({ kind: 'account.revoke', campaignId, nil: true });
  });
});

describe('on a phone', () => {
  useBrowser({ phone: true });

  it('shows the form first and the page behind a button', async () => {
    await open(view('M01'));
    expect(screen.queryByLabelText('Bản in Mẫu 01')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Bản in' }));
    expect(screen.getByLabelText('Bản in Mẫu 01')).toBeTruthy();
  });

  it('changes a row of a list in a small form', async () => {
    await open(view('M08'));
    fireEvent.click(screen.getByRole('button', { name: /Lò Văn Pâng/ }));
    const form = within(await screen.findByRole('dialog'));
    await userEvent.clear(form.getByLabelText('Tên tài khoản'));
    await userEvent.type(form.getByLabelText('Tên tài khoản'), 'panglv2.khunha');
    fireEvent.click(form.getByRole('button', { name: 'Xong' }));
    expect(await screen.findByText(/panglv2.khunha/)).toBeTruthy();
  });
});
