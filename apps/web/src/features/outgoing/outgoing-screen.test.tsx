import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { me, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { OutgoingScreen } from './outgoing-screen.tsx';

const ID = '01900000-0000-7000-8000-0000000000e1';
const NEW_ID = '01900000-0000-7000-8000-0000000000e9';

const draft = {
  id: ID,
  state: 'draft',
  stateLabel: 'Dự thảo',
  typeName: 'Công văn',
  abstract: 'V/v rà soát hộp thư công vụ',
  urgency: 'normal',
  draftingUnitName: 'Phòng Văn hóa và Thông tin',
  drafterName: 'Hoàng Minh Tuấn',
  signerName: '',
  receiverCount: 0,
  attachmentCount: 0,
  openComments: 0,
  returnedReason: null,
  updatedAt: '2021-03-19T08:42:00Z',
  abilities: {},
};
const draftCounts = { mine: 1, returned: 0, to_approve: 0, to_check: 0, unit: 1, handed_over: 0 };
const counts = { all: 0, to_sign: 0, to_number: 0, to_issue: 0, issued: 0, following: 0, returned: 0, mine: 0 };

function office(items: unknown[]) {
  return serve({
    'GET /api/drafts': () => ({ items, nextCursor: null, counts: draftCounts }),
    'GET /api/outgoing': () => ({ items: [], nextCursor: null, counts }),
    'GET /api/drafts/options': () => ({
      types: [
        { code: 'official_letter', name: 'Công văn', symbol: '' },
        { code: 'minutes', name: 'Biên bản', symbol: 'BB' },
      ],
      signers: [],
      groups: [],
    }),
    'POST /api/drafts': () => ({ id: NEW_ID, version: 1 }),
  });
}

const specialist = me({ roles: ['specialist'] });

const NO_LIFE = { banner: () => null, process: () => null };

describe('OutgoingScreen', () => {
  useBrowser();
  beforeEach(() => {
    const plain = window.matchMedia;
    vi.stubGlobal('matchMedia', (query: string) => ({ ...plain(query), matches: query.includes('min-width: 1024px') }));
  });

  it('opens the first document by itself where there is room', async () => {
    office([draft]);
    const { history } = await stage(<OutgoingScreen life={NO_LIFE} />, { path: '/van-ban-di', who: specialist });
    await waitFor(() => expect(history.location.pathname).toBe(`/van-ban-di/${ID}`));
    expect(history.location.search).toContain('ngan=du-thao');
  });

  it('goes to the page of a new draft and is not pulled back to the list', async () => {
    const calls = office([draft]);
    const { history } = await stage(<OutgoingScreen life={NO_LIFE} />, {
      path: '/van-ban-di?soan=1',
      who: specialist,
    });
    fireEvent.click(await screen.findByRole('button', { name: /Biên bản/ }));
    fireEvent.click(screen.getByRole('button', { name: /^Soạn Biên bản/ }));
    await waitFor(() => expect(history.location.pathname).toBe(`/van-ban-di/du-thao/${NEW_ID}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(history.location.pathname).toBe(`/van-ban-di/du-thao/${NEW_ID}`);
    expect(calls.find((call) => call.method === 'POST')?.body).toEqual({ documentType: 'minutes', abstract: '' });
  });

  it('says what will appear where nothing is', async () => {
    office([]);
    await stage(<OutgoingScreen life={NO_LIFE} />, { path: '/van-ban-di?ngan=tra-lai', who: specialist });
    expect(await screen.findByText('Không có văn bản bị trả lại')).toBeTruthy();
  });
});
