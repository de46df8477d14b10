import type { ImportPreview } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { ImportPage } from './import-page.tsx';

const NONE = { rows: 0, added: 0, changed: 0, unchanged: 0 };

function preview(part: Partial<ImportPreview> = {}): ImportPreview {
  return {
    importId: id(800),
    fileName: 'can-bo.xlsx',
    counts: { agencies: NONE, units: NONE, people: { rows: 1, added: 1, changed: 0, unchanged: 0 }, positions: NONE },
    errorCount: 0,
    errors: [],
    sheets: [
      {
        sheet: 'people',
        name: 'Cán bộ',
        columns: ['Mã cán bộ', 'Họ và tên'],
        rows: [{ row: 2, change: 'added', cells: ['CB900', 'Lò Văn Thử'] }],
      },
    ],
    ...part,
  };
}

/** jsdom sends nothing; the answer of the upload is the test's. */
function answerUploads(answer: ImportPreview): void {
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      status = 200;
      responseText = JSON.stringify(answer);
      upload = {};
      onload: (() => void) | undefined;
      open(): void {}
      setRequestHeader(): void {}
      send(): void {
        this.onload?.();
      }
    },
  );
}

async function upload(): Promise<void> {
  const file = new File(['x'], 'can-bo.xlsx');
  await userEvent.upload(await screen.findByLabelText('Chọn tệp'), file);
}

describe('ImportPage', () => {
  useBrowser();

  it('writes nothing while a cell is wrong and says which', async () => {
    const calls = serve({});
    answerUploads(
      preview({
        importId: null,
        errorCount: 1,
        errors: [{ sheet: 'Cán bộ', row: 2, column: 'Họ và tên', message: 'Thiếu họ và tên.' }],
        sheets: [
          {
            sheet: 'people',
            name: 'Cán bộ',
            columns: ['Mã cán bộ', 'Họ và tên'],
            rows: [{ row: 2, change: 'wrong', cells: ['CB900', ''] }],
          },
        ],
      }),
    );
    await stage(<ImportPage />, { who: ADMINISTRATOR });
    await upload();
    const errors = await screen.findByRole('region', { name: 'Lỗi trong tệp' });
    expect(within(errors).getByText('Thiếu họ và tên.').closest('tr')?.textContent).toContain('2Họ và tên');
    const write = screen.getByRole('button', { name: 'Ghi danh sách' });
    expect(write.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(write);
    expect(calls).toHaveLength(0);
  });

  it('writes all at once when the file is right', async () => {
    const path = `POST /api/org/import/${id(800)}/confirm`;
    const calls = serve({ [path]: () => ({ counts: preview().counts }) });
    answerUploads(preview());
    await stage(<ImportPage />, { who: ADMINISTRATOR });
    await upload();
    fireEvent.click(await screen.findByRole('button', { name: 'Ghi danh sách' }));
    await screen.findByText('Đã ghi 1 cán bộ.');
    await waitFor(() => expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1));
    expect(screen.getByRole('link', { name: 'Mẫu XLSX' }).getAttribute('href')).toBe('/api/org/import/template');
  });
});
