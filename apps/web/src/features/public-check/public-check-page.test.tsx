import type { PublicDocumentCheck } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { groupCode, problemOf, signsOf } from './check-code.ts';
import { answerOf, FoundDocument } from './found-document.tsx';
import { PublicAnswer, PublicCheckPage } from './public-check-page.tsx';

const CODE = 'YD6B-W3SW-DX6S';

function found(part: Partial<PublicDocumentCheck> = {}): PublicDocumentCheck {
  return {
    code: CODE,
    state: 'issued',
    agencyName: 'UBND huyện Tam Đường',
    typeName: 'Giấy mời',
    numberSymbol: '365/GM-UBND',
    issuedOn: '2021-03-17',
    abstract: 'Họp giao ban công tác tháng 3 năm 2021',
    signatory: 'Phạm Thị Bích Hoa',
    signatoryPosition: 'Chủ tịch',
    verdict: 'valid',
    sentence: 'Đủ hai chữ ký, nguyên vẹn từ lúc ký.',
    signatures: [
      { signer: 'Phạm Thị Bích Hoa', organisation: 'UBND huyện', signedAt: '2021-03-17T02:10:00Z', proven: true },
      { signer: 'UBND huyện', organisation: 'UBND huyện', signedAt: null, proven: false },
    ],
    sha256: 'ab'.repeat(4),
    ...part,
  };
}

describe('the code as people type it', () => {
  it.each([
    'YD6BW3SWDX6S',
    ' yd6b w3sw dx6s ',
    'yd6b–w3sw–dx6s',
    'https://congvu.tamduong.gov.vn/kiem-tra/YD6B-W3SW-DX6S',
    'https://congvu.tamduong.gov.vn/kiem-tra/YD6B-W3SW-DX6S/?x=1',
  ])('%s', (typed) => {
    expect([groupCode(typed), problemOf(typed)]).toEqual([CODE, undefined]);
  });

  it.each(['', 'YD6B-W3SW', 'YD6B-W3SW-DX6S-22'])('“%s” is told to be no code', (typed) => {
    expect(problemOf(typed)).toBeDefined();
  });

  it('nothing is changed but its groups', () => {
    expect(signsOf('io01')).toBe('IO01');
  });
});

describe('answerOf', () => {
  it.each([
    ['issued', 'valid', 'valid'],
    ['issued', 'indeterminate', 'indeterminate'],
    ['issued', 'unsigned', 'indeterminate'],
    ['issued', 'invalid', 'invalid'],
    // Good signatures do not bring back what was taken back.
    ['recalled', 'valid', 'invalid'],
    ['replaced', 'valid', 'indeterminate'],
  ] as const)('%s and %s is %s', (state, verdict, tone) => {
    expect(answerOf({ state, verdict }).tone).toBe(tone);
  });
});

describe('PublicCheckPage', () => {
  useBrowser();

  it('asks nothing of the server before there is a whole code', async () => {
    const calls = serve({});
    const { history } = await stage(<PublicCheckPage />, { path: '/kiem-tra' });
    fireEvent.change(screen.getByLabelText(/^Mã kiểm tra/), { target: { value: 'yd6b' } });
    fireEvent.click(screen.getByRole('button', { name: 'Kiểm tra' }));
    expect(screen.getByLabelText(/^Mã kiểm tra/).getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(screen.getByLabelText(/^Mã kiểm tra/), { target: { value: 'yd6b w3sw dx6s' } });
    fireEvent.click(screen.getByRole('button', { name: 'Kiểm tra' }));
    await waitFor(() => expect(history.location.pathname).toBe(`/kiem-tra/${CODE}`));
    expect(calls).toEqual([]);
  });
});

describe('FoundDocument', () => {
  useBrowser();

  it('tells number, date, abstract, signatory and who signed when', async () => {
    await stage(<FoundDocument found={found()} />);
    for (const text of ['365/GM-UBND', '17/3/2021', 'Phạm Thị Bích Hoa, Chủ tịch', 'Không ghi thời điểm ký']) {
      expect(screen.getByText(text)).toBeTruthy();
    }
    expect(screen.getByText(/có dấu thời gian chứng minh/)).toBeTruthy();
  });

  it('a recalled document says so before all else', async () => {
    await stage(<FoundDocument found={found({ state: 'recalled' })} />);
    expect(screen.getAllByRole('heading')[0]?.textContent).toBe('Văn bản đã bị thu hồi');
    expect(screen.queryByText('Đã phát hành')).toBeNull();
  });
});

describe('an unknown code', () => {
  useBrowser();

  it('is answered politely, other faults as faults', async () => {
    serve({ 'GET /api/public/check/ABCD-EFGH-2345': () => refuse(404, 'outgoing.not_found', 'Không có.') });
    const { unmount } = await stage(<PublicAnswer code="ABCD-EFGH-2345" />);
    expect(await screen.findByText('Chưa tìm thấy văn bản có mã này')).toBeTruthy();
    unmount();
    serve({ 'GET /api/public/check/ABCD-EFGH-2345': () => refuse(429, 'outgoing.too_many_checks', 'Chờ 10 phút.') });
    await stage(<PublicAnswer code="ABCD-EFGH-2345" />);
    expect(await screen.findByText('Chờ 10 phút.')).toBeTruthy();
    expect(screen.queryByText('Chưa tìm thấy văn bản có mã này')).toBeNull();
  });
});
