import type { TrustAnchor } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { ADMINISTRATOR, id } from '../admin.fixture.ts';
import { splitCertificates } from '../pem-field.tsx';
import { countSentence, inOrder, windowOf } from './anchor.text.ts';
import { TrustPage } from './trust-page.tsx';

const SECOND = 'Cần một quản trị khác: người đề nghị không tự đồng ý được.';

function anchor(part: Partial<TrustAnchor> = {}): TrustAnchor {
  return {
    id: id(1),
    name: 'Nơi cấp chuyên dùng',
    programme: 'official',
    programmeLabel: 'Chữ ký số chuyên dùng công vụ',
    sha256: 'ab'.repeat(32),
    validFrom: '2020-01-01T00:00:00Z',
    validTo: '2040-01-01T00:00:00Z',
    trustedFrom: null,
    trustedTo: null,
    usages: ['signing'],
    crlUrls: [],
    ocspUrls: [],
    tsaUrls: [],
    state: 'active',
    stateLabel: 'Đang tin cậy',
    proposedBy: 'Sùng Thị Lan',
    decidedBy: 'Phạm Văn Quyết',
    reason: 'Công văn của Ban Cơ yếu',
    ending: null,
    abilities: {},
    ...part,
  };
}

const PROPOSED = { state: 'proposed', stateLabel: 'Chờ quản trị thứ hai đồng ý', decidedBy: null } as const;
const ENDING = { askedBy: 'Sùng Thị Lan', askedAt: '2021-03-22T03:00:00Z', reason: 'Khóa gốc bị lộ' };

function office(one: TrustAnchor, mayPropose = true) {
  return serve({
    'GET /api/certificates/anchors': () => ({
      anchors: [one],
      abilities: { 'certificates.propose_anchor': mayPropose || 'Chỉ quản trị' },
    }),
    [`POST /api/certificates/anchors/${one.id}/approve`]: () => anchor(),
    [`POST /api/certificates/anchors/${one.id}/reject`]: () => anchor(),
    [`POST /api/certificates/anchors/${one.id}/end`]: () => anchor(),
    'POST /api/certificates/anchors': () => anchor(PROPOSED),
  });
}

async function panel(one: TrustAnchor) {
  const calls = office(one);
  await stage(<TrustPage />, { who: ADMINISTRATOR, path: `/?noi-cap=${one.id}` });
  return { calls, aside: within(await screen.findByRole('complementary', { name: 'Nơi cấp đang xem' })) };
}

async function decide(button: string, reason: string) {
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(dialog.getByLabelText('Lý do, căn cứ'), { target: { value: reason } });
  fireEvent.click(dialog.getByRole('button', { name: button }));
}

describe('two persons', () => {
  useBrowser();

  it('who proposed sees why the button rests, and may only take it back', async () => {
    const one = anchor({
      ...PROPOSED,
      abilities: { 'certificates.approve_anchor': SECOND, 'certificates.reject_anchor': true },
    });
    const { calls, aside } = await panel(one);
    const approve = aside.getByRole('button', { name: 'Đồng ý tin cậy' });
    expect(approve.getAttribute('aria-disabled')).toBe('true');
    expect(aside.getAllByText(SECOND).length).toBeGreaterThan(0);
    fireEvent.click(approve);
    expect(screen.queryByRole('dialog')).toBeNull();
    fireEvent.click(aside.getByRole('button', { name: 'Rút đề nghị' }));
    await decide('Không đồng ý', 'Ghi nhầm nơi cấp');
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')).toMatchObject({
        path: `/api/certificates/anchors/${one.id}/reject`,
        body: { reason: 'Ghi nhầm nơi cấp' },
      }),
    );
  });

  it('another administrator agrees, with a reason', async () => {
    const one = anchor({
      ...PROPOSED,
      abilities: { 'certificates.approve_anchor': true, 'certificates.reject_anchor': true },
    });
    const { calls, aside } = await panel(one);
    expect(aside.getByRole('button', { name: 'Không đồng ý' })).toBeTruthy();
    fireEvent.click(aside.getByRole('button', { name: 'Đồng ý tin cậy' }));
    await decide('Đồng ý tin cậy', '');
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
    await decide('Đồng ý tin cậy', 'Đã đối chiếu mã băm');
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.path).toMatch(/approve$/));
  });

  it('the end of a trust is asked for, then decided by the second', async () => {
    const active = anchor({ abilities: { 'certificates.end_anchor': true } });
    const { calls, aside } = await panel(active);
    fireEvent.click(aside.getByRole('button', { name: 'Đề nghị kết thúc tin cậy' }));
    await decide('Gửi đề nghị', 'Khóa gốc bị lộ');
    await waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.path).toMatch(/end$/));
  });

  it('an asked end shows who asked and why, and its own words on the buttons', async () => {
    const { aside } = await panel(
      anchor({
        ending: ENDING,
        abilities: { 'certificates.approve_anchor': true, 'certificates.reject_anchor': true },
      }),
    );
    expect(aside.getByText('Khóa gốc bị lộ')).toBeTruthy();
    expect(aside.getByRole('button', { name: 'Đồng ý kết thúc' }).getAttribute('aria-disabled')).toBeNull();
    expect(aside.getByRole('button', { name: 'Giữ tin cậy' })).toBeTruthy();
  });

  it('who may nothing sees no buttons', async () => {
    office(anchor(), false);
    await stage(<TrustPage />, { path: `/?noi-cap=${id(1)}` });
    const aside = within(await screen.findByRole('complementary', { name: 'Nơi cấp đang xem' }));
    expect(aside.getAllByRole('button')).toHaveLength(1); // closes the panel
    expect(screen.queryByRole('button', { name: 'Đề nghị tin cậy' })).toBeNull();
  });
});

describe('a proposal', () => {
  useBrowser();

  it('is not sent incomplete; addresses are one a line', async () => {
    const calls = office(anchor());
    await stage(<TrustPage />, { who: ADMINISTRATOR });
    fireEvent.click(await screen.findByRole('button', { name: 'Đề nghị tin cậy' }));
    const dialog = within(await screen.findByRole('dialog'));
    const send = dialog.getByRole('button', { name: 'Gửi đề nghị' });
    const type = (label: RegExp, value: string) =>
      fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    fireEvent.click(send);
    expect(dialog.getByLabelText('Chứng thư của nơi cấp').getAttribute('aria-invalid')).toBe('true');
    type(/^Chứng thư của nơi cấp/, '-----BEGIN CERTIFICATE-----');
    type(/^Lý do/, 'Công văn của Ban Cơ yếu');
    type(/^Địa chỉ tra cứu/, 'ocsp.gov.vn');
    fireEvent.click(send);
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
    type(/^Địa chỉ tra cứu/, 'http://ocsp.gov.vn/a\nhttps://ocsp.gov.vn/b');
    fireEvent.click(send);
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        programme: 'official',
        certificate: '-----BEGIN CERTIFICATE-----',
        usages: ['signing'],
        crlUrls: [],
        ocspUrls: ['http://ocsp.gov.vn/a', 'https://ocsp.gov.vn/b'],
        tsaUrls: [],
        reason: 'Công văn của Ban Cơ yếu',
      }),
    );
  });
});

describe('the list', () => {
  it('what waits comes first, what has ended last', () => {
    const ended = anchor({ id: id(3), state: 'ended' });
    const asked = anchor({ id: id(2), ending: ENDING });
    expect(inOrder([ended, anchor(), asked]).map((one) => one.id)).toEqual([id(2), id(1), id(3)]);
    expect(countSentence([ended, anchor(), asked])).toMatch(/^Đang tin cậy 2 nơi cấp, 1 đề nghị chờ/);
    expect(countSentence([anchor()])).not.toMatch(/chờ/);
  });

  it('the window of trust in days of Vietnam', () => {
    expect(windowOf({ trustedFrom: '2021-03-31T17:00:00.000Z', trustedTo: null })).toBe('từ 01/4/2021');
    expect(windowOf({ trustedFrom: null, trustedTo: null })).toBe('không giới hạn');
  });

  it('several certificates in one text are told apart', () => {
    const one = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----';
    expect(splitCertificates(`Bag Attributes\n${one}\n${one}\n`)).toEqual([one, one]);
    expect(splitCertificates(' MIIB ')).toEqual(['MIIB']);
  });
});
