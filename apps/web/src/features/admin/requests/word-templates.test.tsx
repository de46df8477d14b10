import type { RequestTemplate, RequestTemplates } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { WordTemplates } from './word-templates.tsx';

const OWN = { name: 'Mẫu của huyện.docx', by: 'Lường Thị Thảo', since: '2021-03-21T18:30:00Z' };
const GUIDING = { name: 'Tỉnh.docx', agencyName: 'UBND tỉnh' };

function template(part: Partial<RequestTemplate>): RequestTemplate {
  return {
    form: 'M01',
    label: 'Mẫu 01',
    title: 'Cấp chứng thư số cho cá nhân',
    own: null,
    guiding: null,
    ...part,
  };
}

function templates(own: RequestTemplate['own'] = OWN): RequestTemplates {
  return {
    items: [
      template({}),
      template({ form: 'M07', label: 'Mẫu số 07', title: 'Thu hồi tài khoản', own }),
      template({ form: 'M09', label: 'Mẫu số 09', title: 'Thu hồi thư công vụ', guiding: GUIDING }),
    ],
  };
}

/** jsdom sends nothing; the answer of the upload is the test's. */
function answerUploads(status: number, answer: unknown): string[] {
  const sent: string[] = [];
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      status = status;
      responseText = JSON.stringify(answer);
      upload = {};
      onload: (() => void) | undefined;
      open(_method: string, path: string): void {
        sent.push(path);
      }
      setRequestHeader(): void {}
      send(): void {
        this.onload?.();
      }
    },
  );
  return sent;
}

const rowOf = async (label: string) => {
  const row = (await screen.findByText(label)).closest('tr');
  if (row === null) {
    throw new Error(`no row of ${label}`);
  }
  return within(row);
};
const FILE = new File(['x'], 'Mẫu mới.docx');

async function chooseFor(label: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: `Thay mẫu Word của ${label}` }));
  await userEvent.upload(await screen.findByLabelText('Chọn tệp'), FILE);
}

describe('WordTemplates', () => {
  useBrowser();

  it('says by what each form is printed, since when and by whom, and hands out that very file', async () => {
    serve({ 'GET /api/request-templates': () => templates() });
    await stage(<WordTemplates />, { who: ADMINISTRATOR });
    const system = await rowOf('Mẫu 01');
    expect(system.getByText('Mẫu của hệ thống')).toBeTruthy();
    expect(system.getByRole('link').getAttribute('href')).toBe('/api/request-templates/M01/built-in');
    expect(system.queryByText(/Dùng lại/)).toBeNull();
    const own = await rowOf('Mẫu số 07');
    expect(own.getByText('Mẫu của huyện.docx')).toBeTruthy();
    // The day of the office, not of Greenwich.
    expect(own.getByText('Từ 22/3/2021, Lường Thị Thảo')).toBeTruthy();
    expect(own.getByRole('link').getAttribute('href')).toBe('/api/request-templates/M07');
    const guiding = await rowOf('Mẫu số 09');
    expect(guiding.getByText('Mẫu của UBND tỉnh')).toBeTruthy();
    expect(guiding.getByRole('link').getAttribute('href')).toBe('/api/request-templates/M09');
  });

  it('brings a file of the office and shows it at once', async () => {
    serve({ 'GET /api/request-templates': () => templates(null) });
    const sent = answerUploads(200, templates({ ...OWN, name: 'Mẫu mới.docx' }));
    await stage(<WordTemplates />, { who: ADMINISTRATOR });
    await chooseFor('Mẫu số 07');
    expect(await screen.findByText('Mẫu mới.docx')).toBeTruthy();
    expect(sent).toEqual(['/api/request-templates/M07']);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('a broken file is refused in place, by its tag; what is in use stays', async () => {
    serve({ 'GET /api/request-templates': () => templates(null) });
    const message = 'Mẫu Word có lỗi: “{luong}”: mẫu này không có mục đó.';
    answerUploads(422, { error: { code: 'forms.template_invalid', message, fields: [], requestId: '0190-4127abcd' } });
    await stage(<WordTemplates />, { who: ADMINISTRATOR });
    await chooseFor('Mẫu số 07');
    expect((await screen.findByRole('alert')).textContent).toBe(message);
    expect((await rowOf('Mẫu số 07')).getByText('Mẫu của hệ thống')).toBeTruthy();
  });

  it('goes back to the file of the system after it was said what that means', async () => {
    const calls = serve({
      'GET /api/request-templates': () => templates(calls.some(({ method }) => method === 'DELETE') ? null : OWN),
      'DELETE /api/request-templates/M07': () => templates(null),
    });
    await stage(<WordTemplates />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Dùng lại mẫu của hệ thống' }));
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    fireEvent.click(await screen.findByRole('button', { name: 'Bỏ mẫu riêng' }));
    await waitFor(() => expect(screen.queryByText('Mẫu của huyện.docx')).toBeNull());
  });

  it('a refusal to go back stays in its dialog', async () => {
    serve({
      'GET /api/request-templates': () => templates(),
      'DELETE /api/request-templates/M07': () =>
        refuse(404, 'requests.template_not_found', 'Mẫu này đang in theo mẫu của hệ thống.'),
    });
    await stage(<WordTemplates />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Dùng lại mẫu của hệ thống' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Bỏ mẫu riêng' }));
    expect(within(await screen.findByRole('alert')).getByText('Mẫu này đang in theo mẫu của hệ thống.')).toBeTruthy();
  });
});
