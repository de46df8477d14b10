import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { content, DRAFT_ID, draftView, OPTIONS, report } from './drafting.fixture.ts';

const FORMAT = `GET /api/drafts/${DRAFT_ID}/format`;
const SAVE = `PUT /api/drafts/${DRAFT_ID}`;
const READ = `GET /api/drafts/${DRAFT_ID}`;

function office(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    'GET /api/drafts/options': () => OPTIONS,
    [FORMAT]: () => report(),
    [SAVE]: () => ({ id: DRAFT_ID, version: 4, savedAt: '2021-03-19T09:00:00Z' }),
    [READ]: () => draftView({ version: 4 }),
    ...more,
  });
}

describe('DraftEditor', () => {
  useBrowser();

  it('shows the letter as it will be printed, with its findings', async () => {
    office();
    await stage(<DraftEditor view={draftView()} />);
    const page = screen.getByRole('article', { name: 'Trang văn bản' });
    expect(page.textContent).toMatch(/ỦY BAN NHÂN DÂN.*HUYỆN TAM ĐƯỜNG/);
    expect(page.textContent).toMatch(/KT\. CHỦ TỊCH.*Vũ Xuân Thịnh/);
    expect(await screen.findByText('27 mục đạt, 1 mục cần sửa')).toBeTruthy();
    await waitFor(() => expect(page.querySelector('.draft-lint')?.textContent).toBe('phần mền'));
  });

  it('does not go on while an error or a comment is open, and says which', async () => {
    office();
    await stage(<DraftEditor view={draftView()} />);
    const submit = await screen.findByRole('button', { name: 'Trình duyệt' });
    await waitFor(() => expect(submit.getAttribute('title')).toBe('Còn 1 mục'));
    expect(submit.getAttribute('aria-disabled')).toBe('true');
  });

  it('saves what is typed and then submits the version that was saved', async () => {
    const calls = office({
      [FORMAT]: () => report({ errors: 0, findings: [] }),
      [`POST /api/drafts/${DRAFT_ID}/submit`]: () => ({ id: DRAFT_ID, version: 4 }),
    });
    await stage(<DraftEditor view={draftView()} />);
    fireEvent.change(screen.getByLabelText('Trích yếu'), { target: { value: 'V/v rà soát tài khoản' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Trình duyệt' }));
    await waitFor(() => expect(calls.some((call) => call.path.endsWith('/submit'))).toBe(true));
    const written = calls.filter((call) => call.method !== 'GET');
    expect(written.map((call) => [call.method, (call.body as { version: number }).version])).toEqual([
      ['PUT', 3],
      ['POST', 4],
    ]);
  });

  it('puts a finding right on the server and shows the text that came back', async () => {
    const fixed = content({ blocks: [{ id: 'b2', kind: 'paragraph', runs: [{ text: 'Rà soát phần mềm.' }] }] });
    const calls = office({
      [`POST /api/drafts/${DRAFT_ID}/fix-format`]: () => ({
        id: DRAFT_ID,
        version: 5,
        savedAt: '2021-03-19T09:01:00Z',
      }),
      [READ]: () => draftView({ version: 5, content: fixed }),
    });
    await stage(<DraftEditor view={draftView()} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Sửa' }));
    await waitFor(() => expect(screen.getByLabelText('Nội dung văn bản').textContent).toBe('Rà soát phần mềm.'));
    expect(calls.find((call) => call.path.endsWith('/fix-format'))?.body).toEqual({ version: 3, codes: ['spelling'] });
  });

  it('keeps the text and offers both when somebody else saved first', async () => {
    const calls = office({
      [SAVE]: ({ body }) =>
        (body as { version: number }).version === 3
          ? refuse(409, 'drafting.version_conflict', 'Tẩn Thị Phượng vừa lưu bản 4.')
          : { id: DRAFT_ID, version: 5, savedAt: '2021-03-19T09:02:00Z' },
    });
    await stage(<DraftEditor view={draftView()} />);
    fireEvent.change(screen.getByLabelText('Trích yếu'), { target: { value: 'bản của tôi' } });
    expect(await screen.findByText('Có người khác vừa lưu dự thảo này', {}, { timeout: 30_000 })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Lưu bản trên màn hình này' }));
    await waitFor(() => expect(screen.queryByText('Có người khác vừa lưu dự thảo này')).toBeNull());
    const last = calls.filter((call) => call.method === 'PUT').at(-1)?.body;
    expect(last).toMatchObject({ version: 4, content: { abstract: 'bản của tôi' } });
  });

  it('takes up what this computer kept when the connection was lost', async () => {
    const left = { version: 3, content: content({ abstract: 'gõ lúc mất mạng' }), at: '2021-03-19T08:50:00Z' };
    localStorage.setItem(`congvu.draft.01900000-0000-7000-8000-000000000011.${DRAFT_ID}`, JSON.stringify(left));
    const calls = office();
    await stage(<DraftEditor view={draftView()} />);
    expect(screen.getByLabelText('Trích yếu')).toHaveProperty('value', 'gõ lúc mất mạng');
    await waitFor(() => expect(calls.some((call) => call.method === 'PUT')).toBe(true), { timeout: 30_000 });
  });

  it('is only read by who may not write, with the reason', async () => {
    office();
    const reason = 'Dự thảo đã trình; muốn sửa thì trả lại hoặc rút về trước.';
    await stage(
      <DraftEditor
        view={draftView({
          state: 'submitted',
          stateLabel: 'Chờ trưởng đơn vị duyệt',
          abilities: {
            'drafting.edit': reason,
            'drafting.comment': true,
            'drafting.approve_content': true,
            'drafting.return': true,
          },
        })}
      />,
    );
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.queryByLabelText('Trích yếu')).toBeNull();
    expect(screen.getByRole('button', { name: 'Duyệt nội dung' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Trả lại' })).toBeTruthy();
  });

  it('leads to Mẫu số 08 where the right to edit on this device is what is missing', async () => {
    office();
    const reason = 'Chưa được sửa trên điện thoại: đề nghị văn thư lập Mẫu số 08, hoặc làm tiếp trên máy tính.';
    await stage(<DraftEditor view={draftView({ abilities: { 'drafting.edit': reason } })} />);
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Lập Mẫu số 08' }).getAttribute('href')).toBe(
      '/de-nghi/moi/account.mobile',
    );
    expect(screen.queryByLabelText('Trích yếu')).toBeNull();
  });

  it('sends a comment', async () => {
    const calls = office({ [`POST /api/drafts/${DRAFT_ID}/comments`]: () => ({ id: DRAFT_ID }) });
    await stage(<DraftEditor view={draftView()} />);
    fireEvent.click(screen.getByRole('button', { name: 'Góp ý chung' }));
    await userEvent.type(screen.getByLabelText('Góp ý', { selector: 'textarea' }), 'Ghi rõ hạn.');
    fireEvent.click(screen.getByRole('button', { name: 'Gửi góp ý' }));
    await waitFor(() =>
      expect(calls.find((call) => call.path.endsWith('/comments'))?.body).toEqual({
        blockId: null,
        quote: '',
        text: 'Ghi rõ hạn.',
      }),
    );
  });

  it('counts the agencies behind the lines of a list', async () => {
    office();
    await stage(<DraftEditor view={draftView()} />);
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Kính gửi 2' })).toBeTruthy());
    fireEvent.click(screen.getAllByRole('button', { name: 'Sửa danh sách' })[0] as HTMLElement);
    expect(await screen.findByText('Kính gửi: 2 cơ quan')).toBeTruthy();
    fireEvent.click(screen.getByRole('checkbox', { name: /UBND các xã, thị trấn/ }));
    expect(screen.getByText('Kính gửi: 0 cơ quan')).toBeTruthy();
  });
});

describe('DraftEditor on a phone', () => {
  useBrowser({ phone: true });

  it('is written in by who has the right to it', async () => {
    office();
    await stage(<DraftEditor view={draftView()} />);
    expect(screen.getByLabelText('Trích yếu')).toBeTruthy();
  });
});
