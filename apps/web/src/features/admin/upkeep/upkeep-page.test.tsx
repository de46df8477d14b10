import type { UpkeepView } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR } from '../admin.fixture.ts';
import { UpkeepPage } from './upkeep-page.tsx';

const AT = '2026-03-22T01:00:00.000Z';

function view(part: Partial<UpkeepView> = {}): UpkeepView {
  return {
    backup: null,
    drill: null,
    scrub: {
      startedAt: null,
      checked: 0,
      total: 0,
      lastFullAt: null,
      repaired: 0,
      damaged: [],
      databaseChecksums: true,
      databaseFailures: 0,
      databasePages: null,
    },
    clock: null,
    disk: { freeBytes: 2 ** 31, stopBytes: 2 ** 29, resumeBytes: 2 ** 30, readOnly: false },
    alarms: [{ kind: 'backup_off', text: 'Chưa cấu hình sao lưu.', todo: 'Đặt hai biến.' }],
    settings: {
      backupHour: 1,
      baseEveryDays: 7,
      keepBases: 4,
      alarmAfterHours: 26,
      drillEveryDays: 30,
      scrubDays: 30,
    },
    abilities: { 'upkeep.view': true, 'upkeep.run': true, 'upkeep.set': true },
    ...part,
  };
}

const RUN = {
  id: '1',
  kind: 'base' as const,
  startedAt: AT,
  endedAt: AT,
  coveredUntil: AT,
  sealedBytes: 1024,
  blobsAdded: 2,
  blobsHeld: 12_345,
  blobsDamaged: 0,
  error: null,
};
const BACKED_UP = view({
  alarms: [],
  backup: { place: '/sao-luu', isRemote: false, isExternal: false, coveredUntil: AT, lastGood: RUN, runs: [RUN] },
});

describe('UpkeepPage', () => {
  useBrowser();

  it('says how to switch it on where nobody has', async () => {
    serve({ 'GET /api/upkeep': () => view() });
    await stage(<UpkeepPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('Chưa cấu hình sao lưu.')).toBeTruthy();
    expect(screen.getByText(/CONGVU_BACKUP_KEY/)).toBeTruthy();
    expect(screen.getByText(/CONGVU_S3_ENDPOINT/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Sao lưu ngay' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('shows what there is and orders a run', async () => {
    const calls = serve({
      'GET /api/upkeep': () => BACKED_UP,
      'POST /api/upkeep/backup': () => ({ started: true }),
    });
    await stage(<UpkeepPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('12.345')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Sao lưu ngay' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
  });

  it('says that it goes to a bucket and to which', async () => {
    const place = 's3://kho/congvu (s3.tinh.example)';
    const backup = BACKED_UP.backup === null ? null : { ...BACKED_UP.backup, place, isRemote: true };
    serve({ 'GET /api/upkeep': () => ({ ...BACKED_UP, backup }) });
    await stage(<UpkeepPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(place)).toBeTruthy();
    expect(screen.getByText('kho S3 qua mạng')).toBeTruthy();
    expect(screen.queryByText('thư mục trên máy chủ')).toBeNull();
  });

  it('shows how far the clock is off, and that every page of the database was read', async () => {
    const scrub = { ...BACKED_UP.scrub, databasePages: { at: AT, pages: 9_876, damaged: 0 } };
    const source = { name: 'gio.tinh.gov.vn', offsetMs: -3_200, error: null };
    const clock = { checkedAt: AT, databaseOffsetMs: 40, source };
    serve({ 'GET /api/upkeep': () => ({ ...BACKED_UP, scrub, clock }) });
    await stage(<UpkeepPage />, { who: ADMINISTRATOR });
    expect(await screen.findByText('gio.tinh.gov.vn: lệch 3,2 giây')).toBeTruthy();
    expect(screen.getByText(/9\.876 trang, 0 hỏng/)).toBeTruthy();
  });

  it('lets the head read, and says why he orders nothing', async () => {
    const reason = 'Sao lưu và khôi phục do quản trị điều khiển.';
    serve({ 'GET /api/upkeep': () => ({ ...BACKED_UP, abilities: { 'upkeep.run': reason, 'upkeep.set': reason } }) });
    await stage(<UpkeepPage />, { who: me({ title: 'Chủ tịch', roles: ['leader'] }) });
    await screen.findByText('12.345');
    for (const name of ['Sao lưu ngay', 'Diễn tập ngay', 'Lưu lịch']) {
      expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
    }
  });

  it('holds back a schedule the rule forbids', async () => {
    const calls = serve({ 'GET /api/upkeep': () => BACKED_UP, 'PUT /api/upkeep/settings': ({ body }) => body });
    await stage(<UpkeepPage />, { who: ADMINISTRATOR });
    const field = await screen.findByLabelText('Giữ mấy bản toàn bộ');
    fireEvent.change(field, { target: { value: '1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu lịch' }));
    expect(calls.some(({ method }) => method === 'PUT')).toBe(false);
    fireEvent.change(field, { target: { value: '8' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu lịch' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({ ...BACKED_UP.settings, keepBases: 8 }),
    );
  });
});
