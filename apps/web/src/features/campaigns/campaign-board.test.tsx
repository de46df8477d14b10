import type { CampaignView } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { CampaignBoard } from './board/campaign-board.tsx';
import { agencyId, CAMPAIGN, campaign, member } from './campaigns.fixture.ts';

const ITEMS = [member(1, 'submitted'), member(2, 'preparing'), member(3, 'not_opened')];

function show(view: CampaignView, path = `/dot-thu/${CAMPAIGN}`) {
  return stage(<CampaignBoard view={view} />, { path });
}

describe('the board of a campaign', () => {
  useBrowser();

  it('says who has sent, what each form holds and what is next', async () => {
    serve({});
    await show(campaign(ITEMS));
    expect(screen.getByRole('heading', { level: 2, name: /^1 trên 3 cơ quan đã gửi$/ })).toBeDefined();
    const row = screen.getByRole('row', { name: /UBND xã Số 1/ });
    expect(within(row).getByRole('cell', { name: '2' })).toBeDefined();
    expect(within(row).getByTitle('Không phát sinh').textContent).toBe('0');
    expect(within(row).getByRole('button', { name: 'Tiếp nhận: UBND xã Số 1' })).toBeDefined();
    expect(screen.getAllByText('chưa lập')).toHaveLength(4);
  });

  it('tells late and never apart', async () => {
    serve({});
    await show(
      campaign(
        [
          member(1, 'submitted', { late: true, submittedAt: '2021-04-02T03:00:00.000Z' }),
          member(2, 'preparing', { overdue: true }),
        ],
        { late: 1, never: 1, workingDaysLeft: -1 },
      ),
    );
    const headline = screen.getByRole('heading', { level: 2, name: /cơ quan đã gửi/ });
    expect(headline.textContent).toBe('1 trên 2 cơ quan đã gửi, 1 gửi muộn, 1 quá hạn chưa gửi');
    expect(screen.getByText('Muộn')).toBeDefined();
    expect(screen.getByText('Quá hạn')).toBeDefined();
  });

  it('shows one pile only when it is pressed', async () => {
    const calls = serve({
      [`GET /api/campaigns/${CAMPAIGN}/members`]: () => ({ items: [ITEMS[1]], nextCursor: null }),
    });
    await show(campaign(ITEMS));
    fireEvent.click(screen.getByRole('button', { name: /1 đang lập/ }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /UBND xã Số 1/ })).toBeNull());
    expect(await screen.findByRole('row', { name: /UBND xã Số 2/ })).toBeDefined();
    expect(calls[0]?.path).toContain('state=preparing');
  });

  it('reminds one agency in place', async () => {
    const calls = serve({ [`POST /api/campaigns/${CAMPAIGN}/remind`]: () => ({ reminded: 1, skipped: 0 }) });
    await show(campaign(ITEMS));
    fireEvent.click(screen.getByRole('button', { name: 'Nhắc lần 2: UBND xã Số 2' }));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toEqual({ agencyIds: [agencyId(2)] });
  });

  it('urges all who owe something, without those left out', async () => {
    const calls = serve({ [`POST /api/campaigns/${CAMPAIGN}/remind`]: () => ({ reminded: 1, skipped: 0 }) });
    await show(campaign(ITEMS));
    fireEvent.click(screen.getByRole('button', { name: 'Đôn đốc 2 cơ quan' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('checkbox', { name: /UBND xã Số 3/ }));
    fireEvent.change(within(dialog).getByLabelText(/Lời nhắn/), { target: { value: 'Gửi trước 16 giờ' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Đôn đốc 1 cơ quan' }));
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(calls[0]?.body).toEqual({ agencyIds: [agencyId(2)], note: 'Gửi trước 16 giờ' });
  });

  it('lets nobody act who only reads the board', async () => {
    serve({});
    await show(
      campaign(ITEMS, {
        abilities: {
          'campaigns.read': true,
          'campaigns.remind': 'Việc của cán bộ đầu mối.',
          'campaigns.report': 'Không.',
        },
      }),
    );
    expect(screen.queryByRole('button', { name: /Đôn đốc/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /Tiếp nhận/ })).toBeNull();
  });

  it('reads thousands page by page', async () => {
    const calls = serve({
      [`GET /api/campaigns/${CAMPAIGN}/members`]: ({ path }) =>
        path.includes('cursor=')
          ? { items: [member(9, 'preparing')], nextCursor: null }
          : { items: ITEMS, nextCursor: 'next' },
    });
    await show(campaign(ITEMS, { members: 12_000, nextCursor: 'x' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Xem thêm' }));
    expect(await screen.findByRole('row', { name: /UBND xã Số 9/ })).toBeDefined();
    expect(calls.some(({ path }) => path.includes('cursor=next'))).toBe(true);
    expect(screen.getByText('Mỗi ô là 150 cơ quan.')).toBeDefined();
  });
});
