import type { SigningBatch } from '@congvu/contracts';
import type { AgentClient } from '@congvu/pki/agent';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agentClient } from '../../shared/agent/agent.ts';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { SignOne } from './sign-one.tsx';
import { BATCH_ID, batch, item, ONE } from './signing.fixture.ts';

vi.mock('../../shared/agent/agent.ts', () => ({
  agentClient: vi.fn(),
  openAgentWindow: () => ({ show: () => undefined, close: () => undefined }),
}));

const PATH = `/api/signing/batches/${BATCH_ID}`;
const KEPT = 'congvu.mail-sign.thu';
const mail = (part: Parameters<typeof item>[2] = {}) =>
  item(ONE, 'Thư "Báo cáo"', { typeName: 'Thư điện tử', pages: 0, ...part });
const demo = { ...batch().certificate, id: 'c-1' };
const token = { ...demo, id: 'c-2', keyKind: 'token' as const, deviceLabel: 'USB số 4F-2081' };

function opened(part: Partial<SigningBatch> = {}): SigningBatch {
  return batch({ purpose: 'webmail.sign', items: [mail()], certificate: demo, ...part });
}

const AGENT: SigningBatch['device'] = {
  way: 'agent',
  label: token.deviceLabel,
  verificationCode: null,
  waitsUntil: null,
};

function answer(state: 'sent' | 'open' | 'completed', result: 'signed' | 'pending' | 'failed', message = '') {
  const items = [{ documentId: ONE, result, code: null, message, numberSymbol: null }];
  return { batchId: BATCH_ID, state, device: AGENT, signed: 0, failed: 0, items };
}

function office(more: Parameters<typeof serve>[0] = {}, person: unknown[] = [demo, token]) {
  return serve({
    'GET /api/certificates/mine': () => ({ person, organisation: [], demo: true, remoteServices: [] }),
    'POST /api/signing/batches': ({ body }) =>
      (body as { certificateId: string }).certificateId === token.id
        ? opened({ certificate: token, device: AGENT })
        : opened(),
    [`GET ${PATH}`]: () => opened(),
    [`POST ${PATH}/cancel`]: () => opened({ state: 'cancelled' }),
    ...more,
  });
}

async function show() {
  const told: string[] = [];
  const prepare = vi.fn(async () => ONE);
  await stage(
    <SignOne
      title="Ký số thư"
      verb="Ký và gửi"
      purposes={['webmail.sign', 'webmail.seal']}
      noKey="Chưa có chứng thư."
      kept="Thư nháp vẫn còn nguyên."
      keepKey={KEPT}
      prepare={prepare}
      onSigned={(id) => told.push(`signed ${id}`)}
      onLeft={() => told.push('left')}
      onClose={() => told.push('closed')}
    />,
    { path: '/thu' },
  );
  return { told, prepare };
}

const button = (name: string) => screen.findByRole('button', { name });

describe('signing one thing without a page', () => {
  useBrowser();
  beforeEach(() => {
    localStorage.clear();
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('WebSocket', undefined);
    vi.mocked(agentClient).mockReturnValue({
      find: async () => ({ program: 'congvu-signer', protocol: 1, version: '1', instance: 'i', now: '' }),
      isPaired: async () => true,
    } as unknown as AgentClient); // Only what a test says may be called.
  });

  it('shows what and with which key, asks for the PIN, says a wrong one, and signs', async () => {
    let tries = 0;
    office({
      [`POST ${PATH}/sign`]: () => {
        tries += 1;
        return tries === 1
          ? refuse(422, 'certificates.pin_wrong', 'Mã PIN không đúng. Còn 4 lần thử.')
          : answer('completed', 'signed');
      },
    });
    const { told, prepare } = await show();
    await userEvent.click(await button('Ký và gửi'));
    await userEvent.type(await screen.findByLabelText('Mã PIN'), '999999');
    await userEvent.click(screen.getByRole('button', { name: 'Ký' }));
    expect(await screen.findByText('Mã PIN không đúng. Còn 4 lần thử.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Mã PIN'), '246810');
    await userEvent.click(screen.getByRole('button', { name: 'Ký' }));
    await waitFor(() => expect(told).toEqual([`signed ${ONE}`]));
    expect(prepare).toHaveBeenCalledTimes(1);
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  it('takes another key with a fresh batch, and lets go of the one before', async () => {
    const calls = office();
    const { prepare } = await show();
    await userEvent.selectOptions(await screen.findByLabelText('Ký bằng chứng thư'), token.id);
    await waitFor(() => expect(prepare).toHaveBeenCalledTimes(2));
    expect(await screen.findByText(token.deviceLabel)).toBeTruthy();
    expect(calls.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(1);
  });

  it('a token signs through the program on the computer', async () => {
    const only = {
      [`GET ${PATH}`]: () => opened({ certificate: token, device: AGENT, state: 'sent' }),
      [`POST ${PATH}/sign`]: () => answer('sent', 'pending'),
      [`GET ${PATH}/relay`]: () => ({
        batchId: BATCH_ID,
        certificateSha256: 'ab'.repeat(32),
        algorithm: 'ECDSA-SHA256',
        consent: { who: 'Mai', reason: '' },
        items: [{ documentId: ONE, itemId: 'x', title: 'Thư', digest: 'ab', attrs: 'MQA=', contentUrl: 'http://a/b' }],
        expiresAt: '2021-03-22T05:00:00Z',
      }),
      [`POST ${PATH}/signatures`]: () => answer('completed', 'signed'),
    };
    office(only, [token]);
    const sign = vi.fn(async () => ({ signatures: [{ documentId: ONE, signature: 'AA==' }], problems: [] }));
    vi.mocked(agentClient).mockReturnValue({
      find: async () => ({ program: 'congvu-signer', protocol: 1, version: '1', instance: 'i', now: '' }),
      isPaired: async () => true,
      sign,
    } as unknown as AgentClient); // Only what a test says may be called.
    const { told } = await show();
    await userEvent.click(await button('Ký và gửi'));
    await waitFor(() => expect(told).toEqual([`signed ${ONE}`]));
    expect(sign).toHaveBeenCalledTimes(1);
  });

  it('a certificate of another address is said before anything is asked; what is void is made ready anew', async () => {
    const stopped = { code: 'webmail.signer_mismatch', message: 'Chứng thư thuộc hộp thư khác.' };
    office({
      [`GET ${PATH}`]: () => opened({ items: [mail({ stopped })] }),
      'POST /api/signing/batches': () => opened({ items: [mail({ stopped })] }),
    });
    const { prepare } = await show();
    expect(await screen.findByText(/Chứng thư thuộc hộp thư khác. Thư nháp vẫn/)).toBeTruthy();
    expect((await button('Ký và gửi')).getAttribute('aria-disabled')).toBe('true');
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it('what was voided by an edit is signed again only after it was made ready anew', async () => {
    const result = { code: 'webmail.signing_void', message: 'Thư nháp đã được sửa.' };
    office({
      'POST /api/signing/batches': () => opened({ items: [mail({ state: 'superseded', result })], state: 'completed' }),
      [`GET ${PATH}`]: () => opened({ items: [mail({ state: 'superseded', result })], state: 'completed' }),
    });
    const { prepare } = await show();
    expect(await screen.findByText(/Thư nháp đã được sửa/)).toBeTruthy();
    await userEvent.click(await button('Ký lại'));
    await waitFor(() => expect(prepare).toHaveBeenCalledTimes(2));
  });

  it('after a reload the act left behind goes on; one that is over is forgotten', async () => {
    localStorage.setItem(KEPT, BATCH_ID);
    const PHONE: SigningBatch['device'] = {
      way: 'phone',
      label: 'SmartCA',
      verificationCode: '12 34',
      waitsUntil: null,
    };
    const waiting = opened({ device: PHONE, state: 'sent', items: [mail({ state: 'sent' })] });
    office({ [`GET ${PATH}`]: () => waiting });
    const { told, prepare } = await show();
    expect(await screen.findByText('12 34')).toBeTruthy();
    expect(prepare).not.toHaveBeenCalled();
    await userEvent.click(await button('Chạy nền'));
    expect(told).toEqual(['left']);
  });

  it('one that is over is forgotten, and nobody without a key is asked for one', async () => {
    localStorage.setItem(KEPT, BATCH_ID);
    office({ [`GET ${PATH}`]: () => opened({ state: 'expired' }) });
    const { told } = await show();
    await waitFor(() => expect(told).toEqual(['closed']));
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  it('nobody without a key is asked for one', async () => {
    office({}, []);
    const { prepare } = await show();
    expect(await screen.findByText('Chưa có chứng thư.')).toBeTruthy();
    expect(prepare).not.toHaveBeenCalled();
  });
});
