import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { id } from '../../../shared/testing/ids.ts';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { email, line, UNIT } from '../webmail.fixture.ts';
import { MailSheet } from './mail-sheet.tsx';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `Cán bộ ${index + 1}`,
    address: `canbo${index + 1}@laichau.gov.vn`,
  }));

async function show(part: Parameters<typeof email>[1]) {
  const view = email(line(31, 'Lịch họp'), part);
  serve({
    [`GET /api/mail/${UNIT}/emails/${view.id}/body`]: () => ({
      html: '<p>Kính gửi</p>',
      simplified: false,
      blockedImages: 0,
      links: [],
    }),
  });
  await stage(<MailSheet mailboxId={UNIT} email={view} hrefOf={(other) => `/thu/${other}`} />, { path: '/thu' });
}

describe('a mail with much of everything', () => {
  useBrowser();

  it('200 receivers are one line until somebody wants them', async () => {
    await show({ cc: people(200) });
    const last = await screen.findByText('canbo200@laichau.gov.vn');
    expect(last.closest('dl')?.classList.contains('is-folded')).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Xem đủ' }));
    expect(last.closest('dl')?.classList.contains('is-folded')).toBe(false);
  });

  it('of a conversation of 30 the newest are shown, the others on wish', async () => {
    const thread = Array.from({ length: 29 }, (_, index) => ({
      id: id(200 + index),
      from: people(1),
      receivedAt: '2021-03-22T02:00:00Z',
      preview: `Lượt ${index + 1}`,
    }));
    await show({ thread });
    expect(await screen.findByText('Lượt 29')).toBeTruthy();
    expect(screen.queryByText('Lượt 1')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Xem 24 thư trước đó' }));
    expect(screen.getByText('Lượt 1')).toBeTruthy();
  });

  it('twenty files stand in one line each, three as they are', async () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, no) => ({
        no,
        name: `Phụ lục ${no + 1}.pdf`,
        mediaType: 'application/pdf',
        size: 1_000,
        sha256: 'ab'.repeat(32),
        inline: false,
        av: 'clean' as const,
        avText: null,
        link: `/tep/${no}`,
      }));
    await show({ attachments: files(20) });
    expect((await screen.findByText('Phụ lục 20.pdf')).closest('ul')?.className).toBe('is-many');
  });
});
