import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { useBrowser } from '../../../shared/testing/stage.tsx';
import { email, line } from '../webmail.fixture.ts';
import { AttachmentList } from './attachment-list.tsx';
import { SignatureNote } from './signature-note.tsx';

const SIGNER = { signer: 'Lò Thị Mai', organisation: 'UBND huyện Tam Đường' };
const FILE = {
  mediaType: 'application/octet-stream',
  size: 4,
  sha256: 'a',
  inline: false,
  av: 'clean',
  avText: null,
  link: '/x',
} as const;

describe('the signature of a mail', () => {
  useBrowser();

  test.each([
    ['valid', 'note note-done'],
    ['open', 'note'],
    ['partial', 'note'],
    ['invalid', 'note note-danger'],
    ['encrypted', 'note note-plain'],
  ] as const)('a mail that is %s says so', (state, className) => {
    const { container } = render(
      <SignatureNote
        email={email(line(1, 'X'), { signature: { ...SIGNER, state, text: 'Câu nói.', reasons: ['Vì thế.'] } })}
      />,
    );
    screen.getByText('Câu nói.');
    screen.getByText('Xem 1 lý do khác');
    expect(container.firstElementChild?.className).toBe(className);
  });

  test('a mail without signature says nothing, and its files are all listed; the signature is no file to open', () => {
    const files = [
      { ...FILE, no: 0, name: 'a.csv' },
      { ...FILE, no: 1, name: 'smime.p7s' },
    ];
    const plain = email(line(1, 'X'), { attachments: files });
    const { container, rerender } = render(<SignatureNote email={plain} />);
    expect(container.innerHTML).toBe('');
    rerender(<AttachmentList email={plain} />);
    screen.getByText('Kèm theo 2 tệp');
    rerender(<AttachmentList email={{ ...plain, signature: { ...SIGNER, state: 'valid', text: '', reasons: [] } }} />);
    screen.getByText('Kèm theo 1 tệp');
    expect(screen.queryByText('smime.p7s')).toBeNull();
  });
});
