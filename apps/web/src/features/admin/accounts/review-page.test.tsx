import type { AccountReview } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id, TREE } from '../admin.fixture.ts';
import { ReviewPage } from './review-page.tsx';

const REVIEW: AccountReview = {
  agencyId: id(1),
  agencyName: 'UBND huyện Tam Đường',
  seenUntil: '2021-03-22T02:00:00.000Z',
  dueOn: null,
  overdue: true,
  accounts: [
    {
      userId: id(501),
      fullName: 'Vàng A Nghỉ',
      userName: 'nghiva',
      kindLabel: 'Tác nghiệp',
      title: 'Chuyên viên',
      unitName: 'Văn phòng',
      roles: ['Chuyên viên'],
      state: 'active',
      stateLabel: 'Đang dùng',
      secondFactor: true,
      createdAt: '2020-08-14T02:00:00.000Z',
      lastUsedAt: '2021-02-10T02:00:00.000Z',
      disabledAt: null,
      disabledReason: null,
      warning: 'Không dùng 40 ngày',
    },
  ],
  changes: [
    {
      at: '2021-03-20T02:00:00.000Z',
      label: 'Đổi vai của chức vụ',
      person: 'Lò Thị Dùng',
      detail: 'vai: Chuyên viên → Văn thư',
      by: 'Sùng A Quản',
    },
  ],
  reviews: [],
};

describe('ReviewPage', () => {
  useBrowser();

  it('shows what strikes the eye and records the list that was seen', async () => {
    const calls = serve({
      'GET /api/org/tree': () => TREE,
      'GET /api/account-review': () => REVIEW,
      'POST /api/account-review': () => REVIEW,
    });
    await stage(<ReviewPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Không dùng 40 ngày')).toBeTruthy();
    expect(screen.getByText('Cơ quan này chưa rà soát lần nào.')).toBeTruthy();
    expect(screen.getByText('vai: Chuyên viên → Văn thư')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Xuất CSV' }).getAttribute('href')).toBe('/api/account-review/csv');
    fireEvent.click(screen.getByRole('button', { name: 'Đã rà soát' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'Đã đối chiếu' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Đã rà soát' }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === 'POST')?.body).toEqual({
        agencyId: REVIEW.agencyId,
        seenUntil: REVIEW.seenUntil,
        note: 'Đã đối chiếu',
      }),
    );
  });

  it('says so when nothing has changed and nobody has an account', async () => {
    serve({
      'GET /api/org/tree': () => TREE,
      'GET /api/account-review': () => ({ ...REVIEW, accounts: [], changes: [], dueOn: '2021-06-20', overdue: false }),
    });
    await stage(<ReviewPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Hạn rà soát lần tới 20/6/2021.')).toBeTruthy();
    expect(screen.getByText('Cơ quan này chưa có tài khoản nào')).toBeTruthy();
    expect(screen.getByText('Không có thay đổi nào')).toBeTruthy();
  });
});
