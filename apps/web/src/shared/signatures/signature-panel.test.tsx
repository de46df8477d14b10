import type { SignatureCheck } from '@congvu/contracts';
import { fireEvent, screen, within } from '@testing-library/react';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../testing/stage.tsx';
import { check, forged, seal, signature } from './signature-check.fixture.ts';
import { ShowSignatures, SignaturePanel } from './signature-panel.tsx';
import { useStoredSignatures } from './use-signatures.tsx';

const DOCUMENT = '01900000-0000-7000-8000-000000000500';
const PATH = `GET /api/incoming/${DOCUMENT}/signatures`;
// The marks need the page's number and size, never the file itself.
const PDF = {} as PDFDocumentProxy; // nothing of it is called

/** A document's column and the marks of its two pages, as a screen puts them together. */
function Screen() {
  const signatures = useStoredSignatures('incoming', DOCUMENT);
  const page = (number: number) => ({ document: PDF, number, scale: 1, size: { width: 595, height: 842 } });
  return (
    <>
      <section aria-label="Trang">
        {signatures.desk.paper.lead}
        {[1, 2].map((number) => (
          <div key={number}>{signatures.desk.paper.over?.(page(number))}</div>
        ))}
        <output>{signatures.desk.paper.file?.url ?? 'hiện tại'}</output>
      </section>
      <section aria-label="Cột">
        {signatures.isOpen ? <SignaturePanel signatures={signatures} /> : <ShowSignatures onShow={signatures.open} />}
      </section>
    </>
  );
}

async function open(answer: SignatureCheck) {
  const calls = serve({ [PATH]: () => answer });
  await stage(<Screen />);
  expect(calls).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Xem chữ ký trên trang' }));
  await screen.findByText(answer.sentence);
  return {
    page: within(screen.getByRole('region', { name: 'Trang' })),
    column: within(screen.getByRole('region', { name: 'Cột' })),
  };
}

describe('SignaturePanel', () => {
  useBrowser();

  it('sentence and advice first; what was forged before who signed', async () => {
    const { column } = await open(forged());
    const heads = column.getAllByRole('heading').map((head) => head.textContent);
    expect(heads).toEqual(['Không hợp lệ', 'Chỗ đã đổi sau khi ký', 'Chữ ký trong tệp', 'Báo cáo kiểm tra']);
    expect(column.getByText('Trả lại nơi gửi.')).toBeTruthy();
  });

  it('picking a line shows its mark, picking a mark shows its line', async () => {
    const { page, column } = await open(forged());
    const line = column.getByRole('button', { name: /thêm chữ che/ });
    const mark = page.getByRole('button', { name: /^Chỗ 2/ });
    expect([line, mark].map((one) => one.getAttribute('aria-pressed'))).toEqual(['false', 'false']);
    fireEvent.click(line);
    expect([line, mark].map((one) => one.getAttribute('aria-pressed'))).toEqual(['true', 'true']);
    fireEvent.click(page.getByRole('button', { name: /^Chỗ 1/ }));
    expect([line, mark].map((one) => one.getAttribute('aria-pressed'))).toEqual(['false', 'false']);
    expect(column.getByRole('button', { name: /thêm hình dán/ }).getAttribute('aria-pressed')).toBe('true');
  });

  it('a permitted change that is picked on the page unfolds its list', async () => {
    const { page, column } = await open(forged());
    const fold = column.getByText('1 bổ sung được phép').closest('details');
    expect(fold?.open).toBe(false);
    fireEvent.click(page.getByRole('button', { name: /^Chữ ký của UBND huyện Tam Đường/ }));
    expect(fold?.open).toBe(true);
  });

  it('what stands on no page cannot be picked', async () => {
    const { column } = await open(forged());
    expect(column.getByText('Ghi thêm ở cuối.').closest('button')).toBeNull();
    expect(column.getByText('Trang 1: thêm hình dán.').closest('button')).not.toBeNull();
  });

  it('a signed state lies on the desk without later marks; picking a change comes back to the file as it is', async () => {
    const { page, column } = await open(forged());
    fireEvent.click(page.getByRole('button', { name: 'Bản 1' }));
    expect(page.getByRole('status').textContent).toMatch(/revisions\/1\.pdf$/);
    expect(page.queryByRole('button', { name: /^Chỗ 1/ })).toBeNull();
    fireEvent.click(column.getByRole('button', { name: /thêm hình dán/ }));
    expect(page.getByRole('status').textContent).toBe('hiện tại');
    expect(page.getByRole('button', { name: /^Chỗ 1/ })).toBeTruthy();
  });

  it('timestamps are a quiet line, not signers', async () => {
    const stamp = seal({ field: 'Tem1', kind: 'timestamp', signer: 'Dịch vụ thời gian', revision: 3, mark: null });
    const { column } = await open(check({ signatures: [signature(), seal(), stamp] }));
    expect(column.getAllByText('Hợp lệ')).toHaveLength(3); // the verdict and two signers
    expect(column.getByText(/^Dấu thời gian của cả tài liệu lúc/)).toBeTruthy();
  });

  it('claimed and proven times are told apart', async () => {
    const { column } = await open(check({ signatures: [signature({ provenAt: null }), seal()] }));
    expect(column.getAllByText(/do người ký tự khai/)).toHaveLength(1);
    expect(column.getAllByText(/có dấu thời gian chứng minh/)).toHaveLength(1);
  });

  it('an unsigned file shows no empty parts', async () => {
    const { page, column } = await open(check({ verdict: 'unsigned', intact: false, signatures: [] }));
    expect(column.queryByText('Chữ ký trong tệp')).toBeNull();
    expect(page.queryAllByRole('button')).toEqual([]);
  });

  it('goes back to the facts, and says what went wrong', async () => {
    serve({ [PATH]: () => refuse(404, 'incoming.not_found', 'Không có văn bản này.') });
    await stage(<Screen />);
    fireEvent.click(screen.getByRole('button', { name: 'Xem chữ ký trên trang' }));
    expect(await screen.findByText('Chưa kiểm tra được chữ ký')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Về thông tin văn bản' }));
    expect(screen.getByRole('button', { name: 'Xem chữ ký trên trang' })).toBeTruthy();
  });
});
