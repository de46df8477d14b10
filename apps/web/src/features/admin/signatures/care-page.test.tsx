import type { SignatureCare, SigningSettingsView, TrustService } from '@congvu/contracts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { me, refuse, serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { setOfficeClock } from '../../../shared/text/dates.ts';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { daysLeft } from '../certificates/certificates-page.tsx';
import { listWords } from '../services/services-page.tsx';
import { CarePage, deadlineWords } from './care-page.tsx';

const UPGRADE = {
  documentId: id(7),
  title: 'Tăng cường ứng dụng công nghệ thông tin',
  numberSymbol: '367/UBND-VHTT',
  level: 'B',
  target: 'T',
  state: 'late',
  stateLabel: 'Quá hạn',
  signedAt: '2021-03-15T03:00:00Z',
  deadline: '2021-03-20T03:00:00Z',
  attempts: 4,
  lastError: { code: 'pki.tsp_unreachable', message: 'Dịch vụ thời gian không trả lời.' },
} as const;

function care(part: Partial<SignatureCare> = {}): SignatureCare {
  return {
    upgrades: [UPGRADE],
    atRisk: [],
    months: 6,
    lastNight: { at: '2021-03-21T17:00:00Z', looked: 120, renewed: 3, failed: 0 },
    sentence: '1 văn bản quá hạn bổ sung dấu thời gian hoặc bằng chứng.',
    abilities: { run: true, retry: true },
    ...part,
  };
}

const SETTINGS: SigningSettingsView = {
  level: 'LT',
  graceHours: 4,
  guardianMonths: 6,
  night: { from: 1, to: 5 },
  hasTimeAuthority: true,
  sentence: 'Chữ ký kèm dấu thời gian chứng thực và bằng chứng để kiểm tra lâu dài.',
  abilities: { change: true },
};

beforeEach(() => setOfficeClock('2021-03-22T03:00:00Z'));

describe('CarePage', () => {
  useBrowser();

  it('does one document again and shows what the server then says', async () => {
    const calls = serve({
      'GET /api/signing/care': () => care(),
      'GET /api/outgoing/settings/check-code': () => ({ printsCheckCode: true }),
      'GET /api/signing/settings': () => SETTINGS,
      [`POST /api/signing/care/upgrades/${id(7)}/retry`]: () => care({ upgrades: [], sentence: 'Mọi chữ ký đã đủ.' }),
    });
    await stage(<CarePage />, { who: ADMINISTRATOR });
    expect(await screen.findByText(/đã thử 4 lần/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Làm lại: 367/UBND-VHTT' }));
    expect(await screen.findByText('Mọi chữ ký đã đủ.')).toBeTruthy();
    expect(screen.queryByText('367/UBND-VHTT')).toBeNull();
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('the administrator sets level, grace and night; what is out of bounds is not sent', async () => {
    const calls = serve({
      'GET /api/signing/care': () => care(),
      'GET /api/outgoing/settings/check-code': () => ({ printsCheckCode: true }),
      'GET /api/signing/settings': () => SETTINGS,
      'PUT /api/signing/settings': () => ({ ...SETTINGS, graceHours: 1.5 }),
    });
    await stage(<CarePage />, { who: ADMINISTRATOR });
    const hours = await screen.findByLabelText(/Giờ được ký khi chưa có dấu thời gian/);
    fireEvent.change(hours, { target: { value: '400' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu thiết lập' }));
    fireEvent.change(hours, { target: { value: '1,5' } });
    fireEvent.change(screen.getByLabelText(/Chạy đêm từ/), { target: { value: '22' } });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu thiết lập' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'PUT')).toHaveLength(1));
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
      level: 'LT',
      graceHours: 1.5,
      guardianMonths: 6,
      night: { from: 22, to: 5 },
    });
  });

  it('offers nothing to whom nothing is allowed', async () => {
    serve({
      'GET /api/signing/care': () => care({ abilities: { run: 'Chỉ quản trị.', retry: 'Chỉ văn thư và quản trị.' } }),
      'GET /api/outgoing/settings/check-code': () => ({ printsCheckCode: false }),
    });
    await stage(<CarePage />, { who: me({ roles: ['auditor'] }) });
    expect(await screen.findByText('367/UBND-VHTT')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Chạy ngay' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Làm lại/ })).toBeNull();
    expect(await screen.findByText('Không in')).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
  });

  it('the clerk turns the printed code off; a refusal leaves it on', async () => {
    let allowed = false;
    const calls = serve({
      'GET /api/signing/care': () => care(),
      'GET /api/outgoing/settings/check-code': () => ({ printsCheckCode: true }),
      'PUT /api/outgoing/settings/check-code': () =>
        allowed ? { printsCheckCode: false } : refuse(403, 'outgoing.forbidden', 'Không được.'),
    });
    await stage(<CarePage />, { who: me({ roles: ['clerk'] }) });
    const toggle = await screen.findByRole('switch');
    fireEvent.click(toggle);
    await waitFor(() => expect(calls.filter(({ method }) => method === 'PUT')).toHaveLength(1));
    await waitFor(() => expect(toggle.getAttribute('aria-checked')).toBe('true'));
    allowed = true;
    fireEvent.click(toggle);
    await screen.findByText('Không in');
    expect(calls.at(-1)?.body).toEqual({ printsCheckCode: false });
  });
});

it.each([
  ['2021-03-20T03:00:00Z', 'quá 2 ngày', true],
  ['2021-03-22T10:00:00Z', 'hết hôm nay', false],
  ['2021-03-25T03:00:00Z', 'còn 3 ngày', false],
])('a deadline on %s: %s', (deadline, text, late) => {
  expect(deadlineWords(deadline)).toEqual({ text, late });
});

it.each([
  ['2021-03-01T00:00:00Z', 'expired', 'late'],
  ['2021-05-01T00:00:00Z', 'usable', 'soon'],
  ['2022-05-01T00:00:00Z', 'usable', undefined],
  ['2021-05-01T00:00:00Z', 'revoked', undefined],
] as const)('a certificate until %s (%s) is %s', (validTo, state, tone) => {
  expect(daysLeft({ validTo, state }).tone).toBe(tone);
});

it.each<[string, Pick<TrustService, 'kind' | 'nextUpdate' | 'revokedCount'>, boolean]>([
  ['a list past its day', { kind: 'crl', nextUpdate: '2021-03-21T00:00:00Z', revokedCount: 3 }, true],
  ['a list in time', { kind: 'crl', nextUpdate: '2021-03-23T00:00:00Z', revokedCount: 3 }, false],
  ['no list at all', { kind: 'crl', nextUpdate: null, revokedCount: null }, true],
  ['a service without lists', { kind: 'tsa', nextUpdate: null, revokedCount: null }, false],
])('%s', (_, service, late) => {
  expect(listWords(service).late).toBe(late);
});
