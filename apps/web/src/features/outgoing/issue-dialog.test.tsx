import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { IssueDialog } from './issue-dialog.tsx';

const ONE = { id: '01900000-0000-7000-8000-0000000000e1', name: 'Công văn 367/UBND-VHTT', receivers: 26 };
const TWO = { id: '01900000-0000-7000-8000-0000000000e2', name: 'Giấy mời 41/GM-UBND', receivers: 13 };

describe('IssueDialog', () => {
  useBrowser();

  it('says the consequence and the count before, and a result for each after', async () => {
    const calls = serve({
      'POST /api/outgoing/issue': () => ({
        issued: 1,
        items: [
          { documentId: ONE.id, result: 'issued', code: null, message: '', receivers: 26 },
          {
            documentId: TWO.id,
            result: 'failed',
            code: 'outgoing.signature_invalid',
            message: 'Chữ ký không còn hợp lệ.',
            receivers: 0,
          },
        ],
      }),
    });
    await stage(<IssueDialog documents={[ONE, TWO]} onClose={() => undefined} />);
    expect(screen.getByText(/2 văn bản gửi đến 39 lượt nơi nhận.*không rút lại được/)).toBeTruthy();
    expect(calls).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: 'Phát hành đến 39 nơi' }));
    expect(await screen.findByText('Đã phát hành đến 26 cơ quan.')).toBeTruthy();
    expect(screen.getByText('Chữ ký không còn hợp lệ.')).toBeTruthy();
    expect(calls[0]?.body).toEqual({ documentIds: [ONE.id, TWO.id] });
    expect(calls[0]?.key).toMatch(/^[\da-f-]{36}$/);
  });
});
