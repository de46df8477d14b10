import { screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { stage, useBrowser } from '../testing/stage.tsx';
import { EvidenceDownload } from './evidence-download.tsx';

describe('evidence of exchange', () => {
  useBrowser();

  test.each([
    ['outgoing', '/api/evidence/outgoing/a1'],
    ['incoming', '/api/evidence/incoming/a1'],
  ] as const)('%s: a download, and what it is good for', async (direction, href) => {
    await stage(<EvidenceDownload direction={direction} documentId="a1" />);
    const link = screen.getByRole('link', { name: 'Tải chứng cứ gửi nhận' });
    expect(link.getAttribute('href')).toBe(href);
    expect(link.hasAttribute('download')).toBe(true);
    expect(screen.getByText(/không cần mạng/)).toBeTruthy();
    const proof = screen.getByRole('link', { name: 'Bằng chứng nhật ký' });
    expect(proof.getAttribute('href')).toBe('/api/audit/proof/document/a1');
  });
});
