import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import {
  asked,
  board,
  DISPATCH_IDS,
  DOCUMENT_ID,
  REQUEST_ID,
  refusedAmendment,
  request,
} from './amendments.fixture.ts';
import { LifeAfterSending, LifeBanner } from './life-after-sending.tsx';
import { AmendedHistory, SenderRequests } from './sender-requests.tsx';

const BOARD = `GET /api/amendments/outgoing/${DOCUMENT_ID}`;
const TAKE_BACK = `POST /api/amendments/outgoing/${DOCUMENT_ID}/take-back`;
const ASKED = `GET /api/amendments/incoming/${DOCUMENT_ID}`;
const document = { id: DOCUMENT_ID, name: 'Công văn 367/UBND-VHTT' };
const clerk = me({ roles: ['clerk'] });

function Life() {
  return (
    <>
      <LifeBanner documentId={DOCUMENT_ID} />
      <LifeAfterSending document={document} />
    </>
  );
}

async function openMenu(answers: Parameters<typeof serve>[0] = {}, who = clerk) {
  const calls = serve({ [BOARD]: () => board(), ...answers });
  const { history } = await stage(<Life />, { who });
  fireEvent.click(await screen.findByRole('button', { name: 'Thu hồi / thay thế…' }));
  const dialog = await screen.findByRole('dialog');
  return { calls, dialog, history };
}

const posted = (calls: ReturnType<typeof serve>) => calls.find((call) => call.method === 'POST');

describe('a letter that has left', () => {
  useBrowser();

  it('offers each way with what it does, and says why one cannot be taken', async () => {
    const { dialog } = await openMenu();
    expect(within(dialog).getAllByRole('radio')).toHaveLength(5);
    const correct = within(dialog).getByRole('radio', { name: /Đính chính/ });
    expect((correct as HTMLInputElement).disabled).toBe(true);
    expect(within(dialog).getByText('Văn bản đã được thay thế.')).toBeTruthy();
  });

  it('is asked back from those chosen, after the consequence was read, with a reason only', async () => {
    const { calls, dialog } = await openMenu({
      [TAKE_BACK]: () => ({ id: REQUEST_ID, state: 'asked', stateLabel: '', receivers: 1 }),
    });
    fireEvent.click(within(dialog).getByRole('radio', { name: /Lấy lại/ }));
    expect(within(dialog).getByText(/lãnh đạo đồng ý trước.*cả 2 nơi.*không khôi phục được/)).toBeTruthy();
    // One of them has it in its book: a leader is asked first.
    fireEvent.click(within(dialog).getByRole('button', { name: 'Trình lãnh đạo' }));
    expect(posted(calls)).toBeUndefined();
    fireEvent.click(within(dialog).getByLabelText('UBND xã Nà Tăm (đã vào sổ)'));
    expect(within(dialog).getByText(/1 trong 2 nơi/)).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('Lý do'), { target: { value: 'Gửi nhầm bản chưa duyệt' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Lấy lại từ 1 nơi' }));
    await waitFor(() =>
      expect(posted(calls)?.body).toEqual({ dispatchIds: [DISPATCH_IDS[0]], reason: 'Gửi nhầm bản chưa duyệt' }),
    );
  });

  it('goes on to the draft of a recall and keeps the reason when the server refuses', async () => {
    let refuses = true;
    const { calls, dialog, history } = await openMenu({
      [`POST /api/amendments/outgoing/${DOCUMENT_ID}/draft`]: () =>
        refuses
          ? refuse(409, 'amendments.already_recalled', 'Đã thu hồi.')
          : { draftId: REQUEST_ID, link: `/van-ban-di/du-thao/${REQUEST_ID}` },
    });
    fireEvent.click(within(dialog).getByRole('radio', { name: /Thu hồi bằng văn bản/ }));
    fireEvent.change(within(dialog).getByLabelText('Lý do'), { target: { value: 'Sai thẩm quyền' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mở dự thảo' }));
    expect(await within(dialog).findByText('Đã thu hồi.')).toBeTruthy();
    expect((within(dialog).getByLabelText('Lý do') as HTMLTextAreaElement).value).toBe('Sai thẩm quyền');
    refuses = false;
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mở dự thảo' }));
    await waitFor(() => expect(history.location.pathname).toBe(`/van-ban-di/du-thao/${REQUEST_ID}`));
    expect(posted(calls)?.body).toEqual({ kind: 'recall', reason: 'Sai thẩm quyền' });
  });

  it('shows who agreed and who refused, why, and asks those again', async () => {
    const calls = serve({
      [BOARD]: () =>
        board({
          frozen: {
            kind: 'taken_back',
            text: 'Lấy lại ngày 22/03/2021: Gửi nhầm',
            at: '2021-03-22T02:00:00.000Z',
            by: 'Lò Thị Thư',
          },
          amendments: [refusedAmendment],
        }),
      [`POST /api/amendments/${refusedAmendment.id}/ask-again`]: () => ({
        id: refusedAmendment.id,
        state: 'asked',
        stateLabel: '',
        receivers: 1,
      }),
    });
    await stage(<Life />, { who: clerk });
    expect(await screen.findByText('Lấy lại ngày 22/03/2021: Gửi nhầm')).toBeTruthy();
    expect(screen.getByText('2 nơi được hỏi, 1 đồng ý, 1 từ chối, còn 1 bản giấy phải thu')).toBeTruthy();
    expect(screen.getByText(/^Đã triển khai xong/)).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Đã thu bản giấy' })).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Yêu cầu lại' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText('Lý do'), { target: { value: 'Bản chưa có hiệu lực' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Yêu cầu lại' }));
    await waitFor(() =>
      expect(posted(calls)?.body).toEqual({ dispatchIds: [DISPATCH_IDS[1]], reason: 'Bản chưa có hiệu lực' }),
    );
  });

  it('waits for a leader, who says yes or no there', async () => {
    const waiting = {
      ...refusedAmendment,
      state: 'awaiting_consent' as const,
      abilities: { 'amendments.consent': true as const },
    };
    const calls = serve({
      [BOARD]: () => board({ amendments: [waiting] }),
      [`POST /api/amendments/${waiting.id}/consent`]: () => ({
        id: waiting.id,
        state: 'asked',
        stateLabel: '',
        receivers: 2,
      }),
    });
    await stage(<Life />, { who: me({ roles: ['leader'] }) });
    fireEvent.click(await screen.findByRole('button', { name: 'Đồng ý lấy lại' }));
    await waitFor(() => expect(posted(calls)?.path).toContain('/consent'));
  });
});

describe('what a sender asks', () => {
  useBrowser();

  it('stands with reason, letter, day and the work that stops; agreeing says once more what it destroys', async () => {
    const calls = serve({
      [ASKED]: () => asked(),
      [`POST /api/amendments/requests/${REQUEST_ID}/agree`]: () => ({
        id: REQUEST_ID,
        state: 'agreed',
        stateLabel: '',
      }),
    });
    await stage(<SenderRequests documentId={DOCUMENT_ID} />, { who: clerk });
    expect(await screen.findByText('Văn bản ban hành sai thẩm quyền')).toBeTruthy();
    expect(screen.getByRole('link', { name: /12\/UBND-VP/ })).toBeTruthy();
    expect(screen.getByText('2 việc đang xử lý sẽ dừng nếu đồng ý.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Đồng ý thu hồi' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/không lấy lại được/)).toBeTruthy();
    expect(within(dialog).getByText(/Nguyễn Thị Vân Anh/)).toBeTruthy();
    expect(posted(calls)).toBeUndefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Đồng ý, hủy nội dung' }));
    await waitFor(() => expect(posted(calls)?.body).toEqual({ seenParts: 2 }));
  });

  it('is refused with a reason', async () => {
    const calls = serve({
      [ASKED]: () => asked(),
      [`POST /api/amendments/requests/${REQUEST_ID}/reject`]: () => ({
        id: REQUEST_ID,
        state: 'rejected',
        stateLabel: '',
      }),
    });
    await stage(<SenderRequests documentId={DOCUMENT_ID} />, { who: clerk });
    fireEvent.click(await screen.findByRole('button', { name: 'Từ chối' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Từ chối' }));
    expect(posted(calls)).toBeUndefined();
    fireEvent.change(within(dialog).getByLabelText('Lý do'), { target: { value: 'Đã triển khai xong' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Từ chối' }));
    await waitFor(() => expect(posted(calls)?.body).toEqual({ reason: 'Đã triển khai xong' }));
  });

  it('is only read by those who do not answer; what was destroyed says so', async () => {
    serve({
      [ASKED]: () =>
        asked({
          requests: [request({ abilities: { 'amendments.agree': 'Văn thư trả lời.' } })],
          destroyed: {
            text: 'Thu hồi theo Công văn 12/UBND-VP',
            at: '2021-03-23T02:00:00.000Z',
            by: 'Hoàng Thị Lan',
            reason: '',
            kept: 'số đến 45 trong sổ',
            files: 2,
            stoppedParts: 1,
          },
        }),
    });
    await stage(<SenderRequests documentId={DOCUMENT_ID} />, { who: me({ roles: ['specialist'] }) });
    expect(await screen.findByText('Thu hồi theo Công văn 12/UBND-VP')).toBeTruthy();
    expect(screen.getByText(/Đã hủy 2 tệp/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('remains as history when it was answered', async () => {
    serve({
      [ASKED]: () =>
        asked({
          requests: [
            request({
              state: 'rejected',
              stateLabel: 'Đã từ chối',
              answerNote: 'Đã triển khai xong',
              answeredAt: '2021-03-22T03:00:00.000Z',
              answeredBy: 'Hoàng Thị Lan',
            }),
          ],
        }),
    });
    await stage(<AmendedHistory documentId={DOCUMENT_ID} />, { who: clerk });
    expect(await screen.findByText('Đã từ chối: Đã triển khai xong')).toBeTruthy();
  });
});
