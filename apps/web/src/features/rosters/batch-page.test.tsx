import type { BatchView } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { BatchHead } from './batch/batch-head.tsx';
import { Findings } from './batch/findings.tsx';
import { LineTable } from './batch/line-table.tsx';
import { BATCH, batch, id, line, sentBatch } from './rosters.fixture.ts';

const WHO = me({ roles: ['focal'] });
const LINES = `GET /api/rosters/${BATCH}/lines`;

function finding(part: Partial<BatchView['findings'][number]> = {}): BatchView['findings'][number] {
  const named = (number: number, agencyName: string) => ({
    id: id(700 + number),
    name: 'Sùng A Dế',
    agencyName,
    formLabel: 'Mẫu số 06',
    stt: number,
    submittedAt: '2021-03-24T03:00:00.000Z',
  });
  return {
    id: 'f1',
    rule: 'C7',
    code: 'requests.duplicate_item',
    severity: 'error',
    message: 'Sùng A Dế có ở hai xã.',
    lineIds: [id(701), id(702)],
    lines: [named(1, 'UBND xã Bản Bo'), named(2, 'UBND xã Bình Lư')],
    decision: null,
    ...part,
  };
}

function table(view: BatchView) {
  return stage(<LineTable view={view} agencyId={undefined} onAgency={() => undefined} />, { who: WHO });
}

describe('findings of a merged list', () => {
  useBrowser();

  it('keeps one of two doubles, with the reason', async () => {
    const calls = serve({ [`POST /api/rosters/${BATCH}/decide`]: () => batch() });
    await stage(<Findings view={batch({ findings: [finding()], openFindings: 1 })} />, { who: WHO });
    fireEvent.click(screen.getByRole('button', { name: 'Quyết định' }));
    fireEvent.click(screen.getByRole('radio', { name: /UBND xã Bản Bo/ }));
    fireEvent.click(screen.getByRole('radio', { name: /UBND xã Bình Lư/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Giữ 1, trả lại 1 dòng' }));
    expect(calls).toHaveLength(0);
    expect(screen.getByText(/Chưa nêu lý do/)).toBeDefined();
    fireEvent.change(screen.getByLabelText('Lý do'), { target: { value: 'Đã chuyển về Bình Lư' } });
    fireEvent.click(screen.getByRole('button', { name: 'Giữ 1, trả lại 1 dòng' }));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toEqual({ findingId: 'f1', keep: [id(702)], reason: 'Đã chuyển về Bình Lư' });
  });

  it('leaves what has to wait to a later list', async () => {
    const calls = serve({ [`POST /api/rosters/${BATCH}/decide`]: () => batch() });
    await stage(<Findings view={batch({ findings: [finding({ severity: 'wait', rule: 'C9' })] })} />, { who: WHO });
    fireEvent.click(screen.getByRole('button', { name: 'Để lại đợt sau' }));
    expect(screen.queryByRole('checkbox')).toBeNull();
    fireEvent.change(screen.getByLabelText('Lý do'), { target: { value: 'Chờ hộp thư' } });
    fireEvent.click(screen.getByRole('button', { name: 'Để 2 dòng lại đợt sau' }));
    await waitFor(() => expect(calls[0]?.body).toEqual({ findingId: 'f1', keep: [], reason: 'Chờ hộp thư' }));
  });

  it('says why no letter can be drafted yet', async () => {
    const calls = serve({});
    await stage(<BatchHead view={batch({ openFindings: 2 })} />, { who: WHO });
    const button = screen.getByRole('button', { name: 'Soạn công văn gửi cấp trên' });
    fireEvent.click(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText(/Còn 2 điểm phải xử lý/)).toBeDefined();
    expect(calls).toHaveLength(0);
  });

  it('drafts the letter and goes there', async () => {
    const calls = serve({ 'POST /api/rosters/letter': () => ({ documentId: id(9), link: '/van-ban-di/du-thao/9' }) });
    const { history } = await stage(<BatchHead view={batch()} />, { who: WHO });
    fireEvent.click(screen.getByRole('button', { name: 'Soạn công văn gửi cấp trên' }));
    await waitFor(() => expect(history.location.pathname).toBe('/van-ban-di/du-thao/9'));
    expect(calls[0]?.body).toEqual({ batchIds: [BATCH] });
  });
});

describe('lines of a merged list', () => {
  useBrowser();

  it('turns pages by the cursor of the server', async () => {
    serve({
      [LINES]: ({ path }) =>
        path.includes('cursor=100')
          ? { items: [line(101)], nextCursor: null }
          : { items: [line(1), line(2)], nextCursor: '100' },
    });
    await table(batch({ lines: 101 }));
    fireEvent.click(await screen.findByRole('button', { name: 'Trang sau' }));
    expect(await screen.findByText('Dòng 101 đến 101')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Trang trước' }));
    expect(await screen.findByText('Dòng 1 đến 2')).toBeDefined();
  });

  it('takes lines out with a reason', async () => {
    const calls = serve({
      [LINES]: () => ({ items: [line(1), line(2)], nextCursor: null }),
      [`POST /api/rosters/${BATCH}/remove`]: () => batch(),
    });
    await table(batch());
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Chọn dòng 2, Người 2' }));
    fireEvent.click(screen.getByRole('button', { name: 'Bỏ khỏi danh sách' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('Lý do'), { target: { value: 'Chờ xác minh' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Bỏ khỏi danh sách' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        lineIds: [id(702)],
        reason: 'Chờ xác minh',
      }),
    );
  });

  it('grants several at once, each with the account of its own', async () => {
    const calls = serve({
      [LINES]: () => ({ items: [line(1), line(2), line(3, { state: 'recorded' })], nextCursor: null }),
      [`POST /api/rosters/${BATCH}/results`]: () => ({
        granted: 1,
        refused: 0,
        returned: 0,
        failed: [{ lineId: id(702), code: 'x', message: 'Tên tài khoản đã có.' }],
        state: 'partly_resulted',
        stateLabel: 'Có kết quả một phần',
      }),
    });
    await table(sentBatch({ lines: 3 }));
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Chọn cả trang' }));
    fireEvent.click(screen.getByRole('button', { name: 'Ghi kết quả 2 dòng' }));
    const drawer = await screen.findByRole('dialog');
    const save = within(drawer).getByRole('button', { name: 'Áp dụng cho 2 dòng đã chọn' });
    fireEvent.change(within(drawer).getByLabelText(/: Người 1/), { target: { value: 'nguoi1.xa' } });
    fireEvent.click(save);
    expect(within(drawer).getByText(/Có dòng chưa ghi tên tài khoản/)).toBeDefined();
    fireEvent.change(within(drawer).getByLabelText(/: Người 2/), { target: { value: 'nguoi1.xa' } });
    const day = within(drawer).getByLabelText('Ngày thực hiện');
    fireEvent.change(day, { target: { value: '25/3/2021' } });
    fireEvent.blur(day);
    fireEvent.click(save);
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')).toBeDefined());
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      results: [
        { lineId: id(701), outcome: 'granted', effectiveOn: '2021-03-25', accountName: 'nguoi1.xa' },
        { lineId: id(702), outcome: 'granted', effectiveOn: '2021-03-25', accountName: 'nguoi1.xa' },
      ],
    });
    expect(await within(drawer).findByText(/Tên tài khoản đã có/)).toBeDefined();
  });

  it('offers the free address of the unit for a mailbox, which may be another', async () => {
    const calls = serve({
      [LINES]: () => ({ items: [line(1, { proposedAddress: 'nguoi1.xa@tinh.gov.vn' })], nextCursor: null }),
      [`POST /api/rosters/${BATCH}/results`]: () => refuse(409, 'requests.result_recorded', 'Đã có kết quả.'),
    });
    await table(sentBatch({ lines: 1, kind: 'mailbox.new' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ghi kết quả: Người 1' }));
    const drawer = await screen.findByRole('dialog');
    const address = within(drawer).getByLabelText<HTMLInputElement>('Địa chỉ thư được cấp');
    expect(address.value).toBe('nguoi1.xa@tinh.gov.vn');
    expect(within(drawer).getByText(/là đề xuất theo mẫu tên của đơn vị/)).toBeDefined();
    fireEvent.change(address, { target: { value: 'nguoi.xa@tinh.gov.vn' } });
    fireEvent.click(within(drawer).getByRole('button', { name: 'Ghi kết quả' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
        results: [{ lineId: id(701), outcome: 'granted', address: 'nguoi.xa@tinh.gov.vn' }],
      }),
    );
  });

  it('refuses only with a reason', async () => {
    const calls = serve({
      [LINES]: () => ({ items: [line(1)], nextCursor: null }),
      [`POST /api/rosters/${BATCH}/results`]: () => refuse(409, 'requests.result_recorded', 'Đã có kết quả.'),
    });
    await table(sentBatch({ lines: 1 }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ghi kết quả: Người 1' }));
    const drawer = await screen.findByRole('dialog');
    fireEvent.click(within(drawer).getByRole('button', { name: 'Từ chối' }));
    fireEvent.click(within(drawer).getByRole('button', { name: 'Ghi kết quả' }));
    expect(within(drawer).getByText(/Chưa nêu lý do/)).toBeDefined();
    fireEvent.change(within(drawer).getByLabelText('Lý do từ chối'), { target: { value: 'Đã có tài khoản' } });
    fireEvent.click(within(drawer).getByRole('button', { name: 'Ghi kết quả' }));
    expect(await within(drawer).findByText('Đã có kết quả.')).toBeDefined();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      results: [{ lineId: id(701), outcome: 'refused', reason: 'Đã có tài khoản' }],
    });
  });
});
