import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { PaperView } from '../paper/paper-view.tsx';
import { AttachmentList } from '../requests/request-facts.tsx';
import { useBrowser } from '../testing/stage.tsx';

const FILE = {
  fileId: '0190f5e0-0000-7000-8000-000000000001',
  role: 'attachment' as const,
  name: 'Biên bản.pdf',
  mediaType: 'application/pdf',
  size: 1_024,
  url: '/api/requests/1/file/1',
};

describe('a file with malware', () => {
  useBrowser();

  test('a locked file is named with its malware and has no link; beside it an ordinary one has', () => {
    render(
      <AttachmentList
        attachments={[
          { ...FILE, malware: 'Win.Test.Evil' },
          { ...FILE, fileId: '0190f5e0-0000-7000-8000-000000000002', name: 'Quyết định.pdf' },
        ]}
      />,
    );
    expect(screen.getByText(/Biên bản\.pdf: có mã độc Win\.Test\.Evil, đã khóa/)).toBeTruthy();
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['Quyết định.pdf']);
  });

  test('on the desk it says why there is no page, and asks the server for nothing', () => {
    render(<PaperView file={{ ...FILE, malware: 'Win.Test.Evil' }} />);
    expect(screen.getByText('Tệp đã bị khóa')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Tải về' })).toBeNull();
  });
});
