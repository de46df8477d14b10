import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { setOfficeClock } from '../../shared/text/dates.ts';
import { agencyId, campaign } from './campaigns.fixture.ts';
import { OpenCampaignPage } from './open/open-campaign-page.tsx';

const DOCUMENT = '01900000-0000-7000-8000-00000000d001';

function proposal(part: object = {}) {
  return {
    name: 'Thu danh sách Mẫu số 08 đến 10',
    forms: ['M08', 'M09', 'M10'],
    dueBefore: '2021-04-02',
    basisText: 'Công văn 367/UBND-VHTT',
    documentId: DOCUMENT,
    agencies: [
      { agencyId: agencyId(1), name: 'UBND xã Bản Bo', shortName: 'Bản Bo', group: 'UBND xã, thị trấn', chosen: true },
      {
        agencyId: agencyId(2),
        name: 'UBND xã Bình Lư',
        shortName: 'Bình Lư',
        group: 'UBND xã, thị trấn',
        chosen: true,
      },
      { agencyId: agencyId(3), name: 'Phòng Y tế', shortName: 'Y tế', group: 'Cơ quan chuyên môn', chosen: false },
    ],
    reminderSteps: [-5, -2, 0, 1],
    ...part,
  };
}

describe('opening a campaign', () => {
  useBrowser();
  afterEach(() => {
    vi.useRealTimers();
    setOfficeClock(new Date().toISOString());
  });

  it('takes forms, day and agencies from the document and says the last good day', async () => {
    setOfficeClock('2021-03-22T03:00:00.000Z');
    const calls = serve({
      'GET /api/campaigns/proposal': () => proposal(),
      'POST /api/campaigns': () => campaign([]),
    });
    await stage(<OpenCampaignPage />, { path: `/dot-thu/moi?vanban=${DOCUMENT}` });
    expect(await screen.findByDisplayValue('Thu danh sách Mẫu số 08 đến 10')).toBeDefined();
    expect(calls[0]?.path).toContain(DOCUMENT);
    expect(screen.getAllByText(/Ngày cuối là thứ Năm 01\/4; gửi từ ngày 02\/4\/2021 là muộn/).length).toBeGreaterThan(
      0,
    );
    fireEvent.click(screen.getByRole('checkbox', { name: /Cơ quan chuyên môn/ }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'UBND xã Bản Bo' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Trước 1 ngày' }));
    fireEvent.click(screen.getByRole('button', { name: 'Mở đợt thu' }));
    const dialog = await screen.findByRole('dialog', { name: 'Mở đợt thu với 2 cơ quan' });
    expect(calls).toHaveLength(1);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mở đợt thu' }));
    await waitFor(() => expect(calls[1]?.body).toBeDefined());
    expect(calls[1]?.body).toEqual({
      name: 'Thu danh sách Mẫu số 08 đến 10',
      basisText: 'Công văn 367/UBND-VHTT',
      forms: ['M08', 'M09', 'M10'],
      dueBefore: '2021-04-02',
      agencyIds: [agencyId(2), agencyId(3)],
      reminderSteps: [-5, -2, -1, 0, 1],
      documentId: DOCUMENT,
    });
  });

  it('names each thing that is missing and opens nothing', async () => {
    const calls = serve({
      'GET /api/campaigns/proposal': () =>
        proposal({ name: '', forms: [], dueBefore: null, documentId: null, agencies: [] }),
    });
    await stage(<OpenCampaignPage />, { path: '/dot-thu/moi' });
    fireEvent.click(await screen.findByRole('button', { name: 'Mở đợt thu' }));
    expect(screen.getByText(/Chưa có tên đợt thu/)).toBeDefined();
    expect(screen.getByText(/Chưa chọn mẫu nào/)).toBeDefined();
    expect(screen.getByText(/Chưa có hạn/)).toBeDefined();
    expect(screen.getByText(/Chưa chọn cơ quan nào/)).toBeDefined();
    expect(calls).toHaveLength(1);
  });
});
