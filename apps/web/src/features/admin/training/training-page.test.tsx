import type { TrainingMessagePage, TrainingView } from '@congvu/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { me, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { TrainingPage } from './training-page.tsx';

const VIEW: TrainingView = {
  running: true,
  problem: '',
  host: '127.0.0.1:41234',
  now: '2021-03-22T01:00:00.000Z',
  connection: { state: 'on', sentence: 'Đang nối qua “Trục mô phỏng (tập huấn)”.' },
  agencies: [
    {
      code: 'H35.71',
      otherCode: '000.00.71.H35',
      name: 'Sở Công nghệ Mẫu',
      side: 'outside',
      behaviour: 'polite',
      waiting: 2,
    },
    { code: 'H35.9', otherCode: null, name: 'UBND huyện Tam Đường', side: 'ours', behaviour: null, waiting: 0 },
  ],
  behaviours: [
    { key: 'polite', label: 'Làm đúng', text: 'Báo đủ các bước.' },
    { key: 'refuses', label: 'Từ chối', text: 'Từ chối tiếp nhận.' },
  ],
  defects: [{ key: 'doctype', label: 'Cài DOCTYPE tấn công', text: 'Phải bị từ chối.' }],
  faults: [
    { key: 'duplicate', label: 'Gửi trùng', text: 'Mỗi gói tin đến hai lần.', on: true, count: 3 },
    { key: 'slow', label: 'Trục chậm', text: 'Mỗi câu trả lời chậm 8 giây.', on: false, count: 0 },
  ],
  abilities: { 'training.view': true, 'training.act': true },
};

const OURS = { code: 'H35.9', name: 'UBND huyện Tam Đường' };
const THEIRS = { code: 'H35.71', name: 'Sở Công nghệ Mẫu' };

const PAGE: TrainingMessagePage = {
  total: 2,
  nextCursor: null,
  items: [
    {
      docId: 'a1',
      at: '2021-03-22T00:50:00.000Z',
      direction: 'out',
      kind: 'document',
      kindLabel: 'Văn bản',
      from: OURS,
      numberSymbol: '12/UBND-VP',
      abstract: 'V/v phối hợp',
      size: 1000,
      receivers: [{ ...THEIRS, docId: 'a1-1', state: 'initial', stateLabel: 'Chờ nơi nhận lấy', at: null }],
      reporters: [THEIRS],
      abilities: { report: true },
    },
    {
      docId: 'b2',
      at: '2021-03-22T00:40:00.000Z',
      direction: 'in',
      kind: 'document',
      kindLabel: 'Văn bản',
      from: THEIRS,
      numberSymbol: '41/SCNM-VP',
      abstract: 'V/v góp ý',
      size: 1000,
      receivers: [{ ...OURS, docId: 'b2-1', state: 'done', stateLabel: 'Đã nhận', at: null }],
      reporters: [],
      abilities: { ask_back: true },
    },
  ],
};

async function show(view: TrainingView = VIEW, page: TrainingMessagePage = PAGE) {
  const calls = serve({
    'GET /api/training': () => view,
    'GET /api/training/messages': () => page,
    'POST /api/training/faults': () => ({ on: [] }),
    'POST /api/training/letters': () => ({ docId: 'c3' }),
    'POST /api/training/statuses': () => ({ docId: 'd4' }),
    'POST /api/training/recalls': () => ({ docId: 'e5' }),
    'POST /api/training/behaviours': () => ({ code: 'H35.71' }),
    'POST /api/training/connect': () => ({ connectionId: 'f6' }),
  });
  await stage(<TrainingPage />, { who: me({ roles: ['administrator'] }, { demo: true }) });
  return {
    of: (name: string) => calls.filter(({ method, path }) => `${method} ${path}` === name).map(({ body }) => body),
  };
}

describe('Trục mô phỏng', () => {
  useBrowser();

  test('shows what went over the axis in both directions, faults with their counts, agencies', async () => {
    await show();
    const list = await screen.findByRole('region', { name: 'Gói tin qua trục' });
    expect(await within(list).findByText('12/UBND-VP · V/v phối hợp')).toBeTruthy();
    expect(within(list).getByText('Chờ nơi nhận lấy')).toBeTruthy();
    expect(screen.getByRole('switch', { name: 'Gửi trùng' }).getAttribute('aria-checked')).toBe('true');
    expect(screen.getByText('Đã xảy ra 3 lần.')).toBeTruthy();
    expect(screen.getByText('2 gói tin chờ lấy')).toBeTruthy();
  });

  test('a fault is switched on beside those that are on', async () => {
    const calls = await show();
    await userEvent.click(await screen.findByRole('switch', { name: 'Trục chậm' }));
    await waitFor(() => expect(calls.of('POST /api/training/faults')).toMatchObject([{ on: ['duplicate', 'slow'] }]));
  });

  test('a letter is sent from outside with a defect that was chosen', async () => {
    const calls = await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Gửi một văn bản từ cơ quan ngoài' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('checkbox', { name: 'Cài DOCTYPE tấn công' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi lên trục' }));
    await waitFor(() =>
      expect(calls.of('POST /api/training/letters')).toMatchObject([
        { from: 'H35.71', to: ['H35.9'], defects: ['doctype'] },
      ]),
    );
  });

  test('without an abstract nothing is sent', async () => {
    const calls = await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Gửi một văn bản từ cơ quan ngoài' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.clear(within(dialog).getByLabelText('Trích yếu'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi lên trục' }));
    expect(await within(dialog).findByText('Ghi trích yếu của văn bản.')).toBeTruthy();
    expect(calls.of('POST /api/training/letters')).toEqual([]);
  });

  test('refusing a letter of ours needs a reason', async () => {
    const calls = await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Trả trạng thái' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.selectOptions(within(dialog).getByLabelText('Trạng thái'), '02');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi trạng thái' }));
    expect(await within(dialog).findByText('Từ chối phải nêu lý do.')).toBeTruthy();
    expect(calls.of('POST /api/training/statuses')).toEqual([]);
    await userEvent.type(within(dialog).getByLabelText('Lý do'), 'Sai nơi nhận');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi trạng thái' }));
    await waitFor(() =>
      expect(calls.of('POST /api/training/statuses')).toMatchObject([
        { docId: 'a1', from: 'H35.71', statusCode: '02', note: 'Sai nơi nhận' },
      ]),
    );
  });

  test('a letter of theirs is asked back', async () => {
    const calls = await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Yêu cầu thu hồi' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.selectOptions(within(dialog).getByLabelText('Cách yêu cầu'), 'letter');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi yêu cầu' }));
    await waitFor(() => expect(calls.of('POST /api/training/recalls')).toMatchObject([{ docId: 'b2', way: 'letter' }]));
  });

  test('an agency answers otherwise from now on', async () => {
    const calls = await show();
    await userEvent.selectOptions(await screen.findByLabelText('Cách trả lời của Sở Công nghệ Mẫu'), 'refuses');
    await waitFor(() =>
      expect(calls.of('POST /api/training/behaviours')).toEqual([{ code: 'H35.71', behaviour: 'refuses' }]),
    );
  });

  test('not connected: why nothing moves, and the way out', async () => {
    const calls = await show({ ...VIEW, connection: { state: 'moved', sentence: 'Kết nối đang trỏ tới địa chỉ cũ.' } });
    await userEvent.click(await screen.findByRole('button', { name: 'Nối lại' }));
    await waitFor(() => expect(calls.of('POST /api/training/connect')).toHaveLength(1));
  });

  test('not running: the reason, and nothing to press', async () => {
    await show({ ...VIEW, running: false, problem: 'Khởi động lại bản chạy thử.', agencies: [] });
    expect(await screen.findByText('Khởi động lại bản chạy thử.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Gửi một văn bản từ cơ quan ngoài' })).toBeNull();
  });

  test('nothing went over it yet: what to do first', async () => {
    await show(VIEW, { items: [], total: 0, nextCursor: null });
    expect(await screen.findByText('Trục đang yên')).toBeTruthy();
  });
});
