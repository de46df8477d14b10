import type { GuardedChange, GuardedChanges } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/api/errors.ts';
import { SaveFault } from '../../../shared/secondperson/save-fault.tsx';
import { WaitingNote } from '../../../shared/secondperson/waiting-note.tsx';
import { me, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { SecondPersonPage } from './second-person-page.tsx';

const MINE = 'Anh/chị là người đề nghị nên không tự quyết định được.';

function change(number: number, part: Partial<GuardedChange> = {}): GuardedChange {
  return {
    id: id(number),
    number,
    kind: 'mail.settings',
    title: 'Rút ngắn thời hạn giữ thư công vụ',
    lines: [{ label: 'Lưu giữ sau thu hồi (tháng)', before: '6', after: '2' }],
    agencyName: 'UBND huyện Tam Đường',
    reason: 'Theo quy chế mới của huyện',
    state: 'waiting',
    stateLabel: 'Chờ người thứ hai',
    proposedBy: 'Lê Anh Sơn',
    proposedAt: '2021-03-22T01:00:00.000Z',
    expiresAt: '2021-03-29T01:00:00.000Z',
    decidedBy: null,
    decidedAt: null,
    decisionReason: '',
    atMachine: false,
    usedAt: null,
    abilities: {
      'secondperson.agree': true,
      'secondperson.refuse': true,
      'secondperson.withdraw': 'Không phải của mình',
    },
    ...part,
  };
}

function list(items: GuardedChange[]): GuardedChanges {
  return {
    items,
    settings: { days: 7 },
    abilities: { 'secondperson.view': true, 'secondperson.propose': true, 'secondperson.set': true },
  };
}

describe('what needs two persons', () => {
  useBrowser();

  it('shows before and after, and the second person agrees without having to give a reason', async () => {
    const calls = serve({
      'GET /api/guarded-changes': () => list([change(5)]),
      [`POST /api/guarded-changes/${id(5)}/agree`]: () => change(5, { state: 'agreed' }),
    });
    await stage(<SecondPersonPage />, { who: ADMINISTRATOR });
    const card = await screen.findByRole('article', { name: 'Rút ngắn thời hạn giữ thư công vụ' });
    const row = within(card).getByRole('row', { name: /Lưu giữ sau thu hồi/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['Lưu giữ sau thu hồi (tháng)', '6', '2']);
    fireEvent.click(within(card).getByRole('button', { name: 'Đồng ý' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Đồng ý' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/agree'))).toBe(true));
  });

  it('to who proposed it says why not, and lets it be taken back', async () => {
    const abilities = {
      'secondperson.agree': MINE,
      'secondperson.refuse': MINE,
      'secondperson.withdraw': true as const,
    };
    serve({ 'GET /api/guarded-changes': () => list([change(5, { abilities })]) });
    await stage(<SecondPersonPage />, { who: ADMINISTRATOR });
    const card = await screen.findByRole('article');
    expect(within(card).getByText(MINE)).toBeDefined();
    expect(within(card).queryByRole('button', { name: 'Đồng ý' })).toBeNull();
    expect(within(card).getByRole('button', { name: 'Rút đề nghị' })).toBeDefined();
  });

  it('an agreed change of keys says which command takes the number', async () => {
    const agreed = change(12, { atMachine: true, state: 'agreed', stateLabel: 'Đã đồng ý, chờ thực hiện ở máy chủ' });
    serve({ 'GET /api/guarded-changes': () => list([agreed]) });
    await stage(<SecondPersonPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(/congvu keys rotate --proposal 12/)).toBeDefined();
  });
});

describe('at the setting itself', () => {
  useBrowser();
  const needed = new ApiError(422, 'secondperson.needed', 'Việc này không làm một mình.', [], 'r');
  const asked = { kind: 'upkeep.rotate_keys' as const, change: {} };

  it('a refusal that asks for a second person becomes a proposal with a reason', async () => {
    const calls = serve({ 'POST /api/guarded-changes': () => change(9) });
    await stage(<SaveFault title="Chưa lưu được" error={needed} asked={asked} />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Gửi đề nghị' }));
    expect(calls).toHaveLength(0);
    fireEvent.change(screen.getByLabelText('Lý do, căn cứ'), { target: { value: 'Theo quy chế mới' } });
    fireEvent.click(screen.getByRole('button', { name: 'Gửi đề nghị' }));
    expect(await screen.findByText(/Đã gửi đề nghị số 9/)).toBeDefined();
    expect(calls.at(-1)?.body).toEqual({ ...asked, reason: 'Theo quy chế mới' });
  });

  it('any other refusal is told as ever', async () => {
    serve({});
    const other = new ApiError(422, 'upkeep.other', 'Sai', [], 'r');
    await stage(<SaveFault title="Chưa lưu được" error={other} asked={asked} />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Chưa lưu được')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Gửi đề nghị' })).toBeNull();
  });

  it('what waits stands beside it; who may not see proposals does not ask for them', async () => {
    const calls = serve({
      'GET /api/guarded-changes': () => list([change(5), change(6, { kind: 'upkeep.settings' })]),
    });
    await stage(<WaitingNote kinds={['mail.settings']} />, { who: ADMINISTRATOR });
    expect(await screen.findByText(/Lê Anh Sơn đề nghị, hết hạn ngày 29\/3\/2021/)).toBeDefined();
    expect(screen.getAllByText('Đang chờ người thứ hai')).toHaveLength(1);
    expect(calls).toHaveLength(1);
  });

  it('a clerk sees nothing of it', async () => {
    const calls = serve({});
    await stage(<WaitingNote kinds={['mail.settings']} />, { who: me({ roles: ['clerk'] }) });
    expect(calls).toHaveLength(0);
  });
});
