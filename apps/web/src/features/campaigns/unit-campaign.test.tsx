import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { CAMPAIGN, mine } from './campaigns.fixture.ts';
import { UnitCampaign } from './unit/unit-campaign.tsx';

const NIL = `POST /api/campaigns/${CAMPAIGN}/nil`;

describe('a campaign as the agency sees it', () => {
  useBrowser();

  it('starts a list for the campaign', async () => {
    serve({});
    await stage(<UnitCampaign mine={mine()} />);
    expect(screen.getByText('Còn 3 ngày làm việc')).toBeDefined();
    const [first] = screen.getAllByRole('link', { name: 'Lập danh sách' });
    expect(first?.getAttribute('href')).toBe(`/de-nghi/moi/account.new?dot=${CAMPAIGN}`);
  });

  it('writes a nil return and hands it to the head in one act', async () => {
    const calls = serve({
      [NIL]: () => ({ requestIds: ['r7'] }),
      'GET /api/requests/r7': () => ({ state: 'draft', version: 1 }),
      'POST /api/requests/r7/send': () => ({}),
    });
    await stage(<UnitCampaign mine={mine()} />);
    fireEvent.click(screen.getByRole('button', { name: 'Không phát sinh: Mẫu số 07' }));
    await waitFor(() => expect(calls.at(-1)?.path).toBe('/api/requests/r7/send'));
    expect(calls[0]?.body).toEqual({ forms: ['M07'] });
    expect(calls.at(-1)?.body).toEqual({ version: 1 });
  });

  it('answers the rest at once and takes up a nil return that was left a draft', async () => {
    const [first, second] = mine().forms;
    const left = { ...second, requestId: 'r7', requestState: 'draft' as const, nil: true, link: '/de-nghi/r7' };
    const calls = serve({
      [NIL]: () => ({ requestIds: ['r6'] }),
      'GET /api/requests/r6': () => ({ state: 'draft', version: 1 }),
      'GET /api/requests/r7': () => ({ state: 'draft', version: 3 }),
      'POST /api/requests/r6/send': () => ({}),
      'POST /api/requests/r7/send': () => ({}),
    });
    await stage(<UnitCampaign mine={mine({ forms: [first, left] as ReturnType<typeof mine>['forms'] })} />);
    fireEvent.click(screen.getByRole('button', { name: 'Báo không phát sinh 2 mẫu còn lại' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(3));
    expect(calls[0]?.body).toEqual({});
  });

  it('keeps what was written when the way to the head is closed', async () => {
    serve({
      [NIL]: () => ({ requestIds: ['r7'] }),
      'GET /api/requests/r7': () => refuse(403, 'platform.forbidden', 'Không được trình.'),
    });
    await stage(<UnitCampaign mine={mine()} />);
    fireEvent.click(screen.getByRole('button', { name: 'Không phát sinh: Mẫu số 07' }));
    expect(await screen.findByText('Không được trình.')).toBeDefined();
  });

  it('offers nothing once the campaign is closed', async () => {
    serve({});
    await stage(
      <UnitCampaign
        mine={mine({
          abilities: { 'campaigns.answer': 'Đợt thu đã kết thúc.', 'campaigns.nil': 'Đợt thu đã kết thúc.' },
        })}
      />,
    );
    expect(screen.getByText('Đợt thu đã kết thúc.')).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Lập danh sách' })).toBeNull();
    expect(screen.queryByRole('button', { name: /không phát sinh/i })).toBeNull();
  });
});
