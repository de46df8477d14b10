import type { HandOverView, ProposalView } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import type { Item } from './hand-over.text.ts';
import { HandOverPage } from './hand-over-page.tsx';
import { HandOversPage } from './hand-overs-page.tsx';
import { ProposalsPage } from './proposals-page.tsx';

const ID = '01900000-0000-7000-8000-000000000001';
const SON = '01900000-0000-7000-8000-000000000070';
const COLLEAGUES = {
  units: [
    {
      unitId: ID,
      name: 'Lãnh đạo UBND',
      people: [{ positionId: ID, personId: SON, fullName: 'Lò Văn Sơn', title: 'Chủ tịch', isHead: true }],
    },
  ],
};

vi.mock('@tanstack/react-router', async (load) => ({
  ...(await load<typeof import('@tanstack/react-router')>()),
  useParams: () => ({ id: ID }),
}));

function item(part: Partial<Item> = {}): Item {
  return {
    key: 'task:1',
    group: 'tasks',
    label: 'Báo cáo quý I',
    detail: 'Hạn 31/3',
    link: null,
    state: 'open',
    stateLabel: 'Chưa giải quyết',
    form: null,
    requestId: null,
    requestLink: null,
    choices: [
      { value: 'hand_over', label: 'Giao người khác', needsPerson: true, hint: '' },
      { value: 'drop', label: 'Thôi không làm', needsPerson: false, hint: '' },
    ],
    chosen: null,
    chosenPersonName: null,
    ...part,
  };
}

function handOver(part: Partial<HandOverView> = {}): HandOverView {
  const items = part.items ?? [item()];
  return {
    id: ID,
    personId: ID,
    personName: 'Vàng Hữu Phong',
    positionTitle: 'Phó Chủ tịch',
    unitName: 'Lãnh đạo UBND',
    agencyName: 'UBND xã Bình Lư',
    reason: 'transferred_party',
    reasonLabel: 'Chuyển sang khối Đảng',
    lastDay: '2021-03-31',
    destinationName: 'Huyện ủy',
    state: 'open',
    stateLabel: 'Đang bàn giao',
    guidance: 'Liên hệ Bộ phận cơ yếu của Huyện ủy.',
    items,
    openCount: items.filter(({ state }) => state === 'open').length,
    startedBy: 'Hoàng Thị Lan',
    startedAt: '2021-03-19T03:00:00Z',
    finishedAt: null,
    abilities: {
      'proposals.settle_hand_over': true,
      'proposals.finish_hand_over': true,
      'proposals.cancel_hand_over': true,
    },
    ...part,
  };
}

describe('one hand-over', () => {
  useBrowser();

  it('cannot be finished while something is open, and says how much', async () => {
    const calls = serve({ [`GET /api/hand-overs/${ID}`]: () => handOver() });
    await stage(<HandOverPage />);
    const finish = await screen.findByRole('button', { name: 'Kết thúc bàn giao' });
    expect(finish.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getAllByText('Còn 1 việc chưa chọn cách giải quyết.').length).toBeGreaterThan(0);
    expect(screen.getByText('Liên hệ Bộ phận cơ yếu của Huyện ủy.')).toBeTruthy();
    fireEvent.click(finish);
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('asks for whom a choice needs, then settles that one thing', async () => {
    const calls = serve({
      [`GET /api/hand-overs/${ID}`]: () => handOver(),
      'GET /api/tasks/assignees': () => COLLEAGUES,
      [`POST /api/hand-overs/${ID}/settle`]: () =>
        handOver({
          items: [item({ state: 'done', stateLabel: 'Đã giao', chosen: 'hand_over', chosenPersonName: 'Lò Văn Sơn' })],
        }),
    });
    await stage(<HandOverPage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Giao người khác' }));
    fireEvent.click(screen.getByRole('button', { name: 'Chọn' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.mouseDown(screen.getByRole('combobox', { name: 'Giao người khác: cho ai' }));
    fireEvent.click(await screen.findByTitle('Lò Văn Sơn'));
    fireEvent.click(screen.getByRole('button', { name: 'Chọn' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        items: [{ key: 'task:1', choice: 'hand_over', toPersonId: SON }],
      }),
    );
  });

  it('lists requests under way in a group of their own', async () => {
    const going = item({
      key: 'request:1',
      group: 'requests',
      label: 'Mẫu số 06: 3 người',
      state: 'kept',
      choices: [],
    });
    serve({ [`GET /api/hand-overs/${ID}`]: () => handOver({ items: [going] }) });
    await stage(<HandOverPage />);
    const group = within(await screen.findByRole('region', { name: 'Đề nghị đang lập' }));
    expect(group.getByText('Mẫu số 06: 3 người')).toBeTruthy();
    expect(group.queryByRole('button')).toBeNull();
  });

  it('leads to the form a choice prepared, and finishes when nothing is open', async () => {
    const settled = item({
      group: 'account',
      state: 'prepared',
      stateLabel: 'Mẫu số 07: nháp',
      form: 'M07',
      requestLink: '/de-nghi/r7',
      chosen: 'drop',
    });
    let view = handOver({ items: [settled] });
    const calls = serve({
      [`GET /api/hand-overs/${ID}`]: () => view,
      [`POST /api/hand-overs/${ID}/finish`]: () => {
        view = { ...view, state: 'finished', stateLabel: 'Đã xong' };
        return view;
      },
    });
    await stage(<HandOverPage />);
    const form = await screen.findByRole('link', { name: /Mẫu số 07 đã soạn/ });
    expect(form.getAttribute('href')).toBe('/de-nghi/r7');
    fireEvent.click(screen.getByRole('button', { name: 'Kết thúc bàn giao' }));
    await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/finish'))).toBe(true));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Kết thúc bàn giao' })).toBeNull());
  });
});

describe('starting', () => {
  useBrowser();

  it('needs the person; where to is asked only of who is transferred', async () => {
    const calls = serve({
      'GET /api/hand-overs': () => ({
        items: [],
        nextCursor: null,
        abilities: { 'proposals.start_hand_over': true },
      }),
      'GET /api/tasks/assignees': () => COLLEAGUES,
      'GET /api/org/agencies': () => ({ items: [], nextCursor: null }),
      'POST /api/hand-overs': () => handOver(),
    });
    const { history } = await stage(<HandOversPage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Bắt đầu bàn giao' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Vì sao'), { target: { value: 'retired' } });
    expect(dialog.queryByLabelText('Nơi đến')).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: /Liệt kê/ }));
    expect(await dialog.findByText('Chưa chọn người bàn giao.')).toBeTruthy();
    fireEvent.mouseDown(dialog.getByRole('combobox', { name: 'Người bàn giao' }));
    fireEvent.click(await screen.findByTitle('Lò Văn Sơn'));
    fireEvent.click(dialog.getByRole('button', { name: /Liệt kê/ }));
    await waitFor(() => expect(history.location.pathname).toBe(`/ban-giao/${ID}`));
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({ personId: SON, reason: 'retired' });
  });
});

function proposal(part: Partial<ProposalView> = {}): ProposalView {
  return {
    id: ID,
    kind: 'renew',
    kindLabel: 'Gia hạn chứng thư số',
    sentence: 'Chứng thư số của Lò Văn Sơn còn 63 ngày.',
    reason: 'Đề nghị trước khi còn 60 ngày.',
    dueOn: '2021-03-22',
    tone: 'amber',
    prepares: [{ kind: 'cert.renew_change', form: 'M03', label: 'Mẫu 03: Gia hạn', requestId: null, link: null }],
    state: 'open',
    loss: null,
    createdAt: '2021-03-19T03:00:00Z',
    abilities: { 'proposals.use': true, 'proposals.dismiss': true },
    ...part,
  };
}

describe('proposals', () => {
  useBrowser();
  const list = (one: ProposalView) => ({ items: [one], nextCursor: null, counts: { renew: 1 } });

  it('becomes a draft with one press and goes there', async () => {
    serve({
      'GET /api/proposals': () => list(proposal()),
      [`POST /api/proposals/${ID}/use`]: () => ({ requests: [{ id: ID, form: 'M03', link: '/de-nghi/r3' }] }),
    });
    const { history } = await stage(<ProposalsPage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Lập đề nghị' }));
    await waitFor(() => expect(history.location.pathname).toBe('/de-nghi/r3'));
  });

  it('begins a hand-over and goes there', async () => {
    serve({
      'GET /api/proposals': () => list(proposal({ kind: 'hand_over', kindLabel: 'Bàn giao', prepares: [] })),
      [`POST /api/proposals/${ID}/use`]: () => ({ requests: [], link: `/ban-giao/${ID}` }),
    });
    const { history } = await stage(<ProposalsPage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Bắt đầu bàn giao' }));
    await waitFor(() => expect(history.location.pathname).toBe(`/ban-giao/${ID}`));
  });

  it('opens what is prepared already instead of making it again', async () => {
    serve({
      'GET /api/proposals': () =>
        list(
          proposal({
            prepares: [{ kind: 'cert.revoke', form: 'M04', label: 'Mẫu 04', requestId: ID, link: '/de-nghi/r4' }],
          }),
        ),
    });
    await stage(<ProposalsPage />);
    expect((await screen.findByRole('link', { name: 'Mở đề nghị' })).getAttribute('href')).toBe('/de-nghi/r4');
    expect(screen.queryByRole('button', { name: 'Lập đề nghị' })).toBeNull();
  });

  it('is dismissed only with a reason', async () => {
    const calls = serve({
      'GET /api/proposals': () => list(proposal()),
      [`POST /api/proposals/${ID}/dismiss`]: () => proposal({ state: 'dismissed' }),
    });
    await stage(<ProposalsPage />);
    fireEvent.click(await screen.findByRole('button', { name: 'Bỏ qua' }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    fireEvent.change(dialog.getByLabelText('Lý do'), { target: { value: 'Sắp nghỉ hưu' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'Sắp nghỉ hưu' }),
    );
  });
});
