import type { MailDomainList, MailDomainView, MailFlowState } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { MailDomainsPage, sentenceOf } from './mail-domains-page.tsx';

const STATE: MailFlowState = {
  intake: { enabled: true, port: 25, submissionPort: 587, name: 'mail.tamduong.laichau.gov.vn', tls: true },
  outbound: { ready: true, reason: '', smarthost: '', waiting: 0, oldestAt: null },
  antivirus: { configured: true, engine: 'ClamAV 1.4.6', waiting: 0, silentSince: null },
};

const MAY = {
  'mailflow.change_domain': true,
  'mailflow.check_domain': true,
  'mailflow.make_keys': true,
  'mailflow.use_keys': 'Chưa có khóa mới. Bấm “Tạo khóa mới” trước.',
} as const;

function domain(part: Partial<MailDomainView> = {}): MailDomainView {
  return {
    id: id(1),
    domain: 'tamduong.laichau.gov.vn',
    parked: false,
    dmarcPolicy: 'none',
    stsMode: 'none',
    mxHosts: [],
    senderIps: [],
    reportAddress: '',
    records: [{ purpose: 'spf', name: 'tamduong.laichau.gov.vn', type: 'TXT', value: 'v=spf1 mx -all' }],
    keys: [],
    checks: [],
    checkedAt: null,
    score: null,
    abilities: MAY,
    ...part,
  };
}

function list(items: MailDomainView[], part: Partial<MailDomainList> = {}): MailDomainList {
  return { items, state: STATE, missing: [], abilities: { 'mailflow.add_domain': true }, ...part };
}

describe('Tên miền thư', () => {
  useBrowser();

  it('tells who sends in our name, and which of them is a stranger', async () => {
    const source = {
      passed: 0,
      quarantined: 0,
      rejected: 0,
      reporters: ['google.com'],
      lastAt: '2021-03-21T16:59:59Z',
    };
    serve({
      'GET /api/mail-domains': () => list([domain()]),
      [`GET /api/mail-domains/${id(1)}/reports`]: () => ({
        days: 30,
        reportAddress: 'baocao@tamduong.laichau.gov.vn',
        reports: { dmarc: 2, tls: 1 },
        lastAt: '2021-03-21T16:59:59Z',
        more: false,
        sources: [
          { ...source, ip: '203.113.0.10', known: true, letters: 90, passed: 90 },
          { ...source, ip: '198.51.100.7', known: false, letters: 40, rejected: 30 },
        ],
        tls: [{ reporter: 'Company-X', succeeded: 5, failed: 2, failures: ['certificate-expired'] }],
      }),
    });
    await stage(<MailDomainsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Xem 30 ngày qua' }));
    const stranger = (await screen.findByText('198.51.100.7')).closest('tr');
    expect(stranger?.textContent).toContain('Mạo danh hoặc quên khai');
    expect(stranger?.textContent).toContain('từ chối 30, vẫn nhận 10');
    expect(screen.getByText('203.113.0.10').closest('tr')?.textContent).toContain('Đúng');
    expect(screen.getByText('certificate-expired')).toBeTruthy();
  });

  it('shows what to publish and what to do, and looks again when asked', async () => {
    const step = { code: 'spf', label: 'Máy chủ được gửi thư (SPF)', found: '', advice: 'Công bố bản ghi.' };
    const calls = serve({
      'GET /api/mail-domains': () => list([domain()]),
      [`POST /api/mail-domains/${id(1)}/check`]: () => domain({ checks: [{ ...step, state: 'missing' }], score: 0 }),
    });
    await stage(<MailDomainsPage />, { who: ADMINISTRATOR });
    const card = await screen.findByRole('region', { name: 'tamduong.laichau.gov.vn' });
    expect(within(card).getByText('v=spf1 mx -all')).toBeTruthy();
    expect(within(card).queryByRole('button', { name: 'Dùng khóa mới' })).toBeNull();
    fireEvent.click(within(card).getByRole('button', { name: 'Kiểm tra' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
  });

  it('offers the domains that are used and not entered, and saves lines as lists', async () => {
    const calls = serve({
      'GET /api/mail-domains': () => list([], { missing: ['sonbinh.laichau.gov.vn'] }),
      'POST /api/mail-domains': () => domain(),
    });
    await stage(<MailDomainsPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'sonbinh.laichau.gov.vn' }));
    fireEvent.change(screen.getByLabelText(/Địa chỉ IP được gửi thư/), {
      target: { value: '203.113.0.10\n203.113.0.11' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Lưu' }));
    await waitFor(() => {
      const sent = calls.find(({ method }) => method === 'POST');
      expect(sent?.body).toMatchObject({
        domain: 'sonbinh.laichau.gov.vn',
        senderIps: ['203.113.0.10', '203.113.0.11'],
        mxHosts: [],
      });
    });
  });

  it('without the right shows no acts', async () => {
    serve({ 'GET /api/mail-domains': () => list([domain({ abilities: {} })], { abilities: {} }) });
    await stage(<MailDomainsPage />, { who: ADMINISTRATOR });
    await screen.findByRole('region', { name: 'tamduong.laichau.gov.vn' });
    expect(screen.queryByRole('button', { name: 'Kiểm tra' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Thêm tên miền' })).toBeNull();
  });
});

describe('the sentence of the page', () => {
  it('says the worst first', () => {
    const stopped = { ...STATE, outbound: { ...STATE.outbound, ready: false, reason: 'x' } };
    const silent = { ...STATE, antivirus: { ...STATE.antivirus, silentSince: '2021-03-22T01:00:00Z' } };
    const sentences = [
      sentenceOf({ items: [], state: stopped }),
      sentenceOf({ items: [], state: silent }),
      sentenceOf({ items: [], state: STATE }),
      sentenceOf({ items: [domain()], state: STATE }),
    ];
    expect(new Set(sentences).size).toBe(4);
  });
});
