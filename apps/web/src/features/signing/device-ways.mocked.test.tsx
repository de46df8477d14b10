import type { SigningBatch } from '@congvu/contracts';
import { type AgentClient, AgentError } from '@congvu/pki/agent';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agentClient } from '../../shared/agent/agent.ts';
import { refuse, serve, stage, useBrowser } from '../../shared/testing/stage.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { BATCH_ID, batch, item, ONE, TWO } from './signing.fixture.ts';
import { useSeen } from './use-seen.ts';

vi.mock('../../shared/paper/paper-view.tsx', () => ({
  PaperView: ({ onPages }: { onPages?: (pages: number) => void }) => {
    useEffect(() => onPages?.(1), [onPages]);
    return <p>Trang</p>;
  },
}));
vi.mock('../../shared/agent/agent.ts', () => ({
  agentClient: vi.fn(),
  openAgentWindow: () => ({ show: () => undefined, close: () => undefined }),
}));

const SIGN = `POST /api/signing/batches/${BATCH_ID}/sign`;
const READ = `GET /api/signing/batches/${BATCH_ID}`;
const RELAY = `GET /api/signing/batches/${BATCH_ID}/relay`;
const DELIVER = `POST /api/signing/batches/${BATCH_ID}/signatures`;
const CANCEL = `POST /api/signing/batches/${BATCH_ID}/cancel`;

const TOKEN: Partial<SigningBatch> = {
  certificate: { ...batch().certificate, keyKind: 'remote' },
  device: { way: 'agent', label: 'USB số 4F-2081', verificationCode: null, waitsUntil: null },
};
const PHONE: SigningBatch['device'] = { way: 'phone', label: 'SmartCA', verificationCode: null, waitsUntil: null };

interface ShownProps {
  start: SigningBatch;
  onReopen?: (ids: string[]) => void;
  onClose?: (how: { keep: boolean }) => void;
}

function Shown({ start, onReopen, onClose }: ShownProps) {
  return (
    <SignDialog
      start={start}
      seen={useSeen()}
      onClose={onClose ?? (() => undefined)}
      reopen={{ busy: false, error: null, onReopen: onReopen ?? (() => undefined) }}
    />
  );
}

function answer(state: 'sent' | 'open' | 'completed', items: [string, 'signed' | 'pending' | 'failed', string?][]) {
  return {
    batchId: BATCH_ID,
    state,
    device: PHONE,
    signed: 0,
    failed: 0,
    items: items.map(([documentId, result, code]) => ({
      documentId,
      result,
      code: code ?? null,
      message: result === 'failed' ? 'Cần mã dùng một lần.' : 'Đã ký',
      numberSymbol: null,
    })),
  };
}

function program(part: Partial<AgentClient>): void {
  vi.mocked(agentClient).mockReturnValue({
    find: async () => ({ program: 'congvu-signer', protocol: 1, version: '1', instance: 'i', now: '' }),
    isPaired: async () => true,
    ...part,
  } as AgentClient); // Only what a test says may be called.
}

describe('a key on the phone', () => {
  useBrowser();

  it('shows the code of both sides, lets the person leave it to the office, and asks the phone only once', async () => {
    let now = batch({ device: PHONE });
    const closed = vi.fn();
    const calls = serve({
      [READ]: () => now,
      [SIGN]: () => {
        const waiting = { ...PHONE, verificationCode: 'KQ-7314', waitsUntil: '2099-03-22T03:05:00Z' };
        now = batch({ device: waiting, state: 'sent', items: [item(ONE, 'Kế hoạch', { state: 'sent' })] });
        return answer('sent', [[ONE, 'pending']]);
      },
    });
    await stage(<Shown start={now} onClose={closed} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    expect((await screen.findByLabelText('Mã xác nhận')).textContent).toBe('KQ-7314');
    expect(screen.getByRole('timer')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Chạy nền' }));
    expect(closed).toHaveBeenCalledWith({ keep: true });
    expect(calls.filter(({ path }) => path.endsWith('/sign'))).toHaveLength(1);
  });

  it('a cancelled request is one button away from another try', async () => {
    const waiting = batch({
      state: 'sent',
      device: { ...PHONE, verificationCode: '12' },
      items: [item(ONE, 'Kế hoạch', { state: 'sent' })],
    });
    let now: SigningBatch = waiting;
    const again = vi.fn();
    serve({
      [READ]: () => now,
      [CANCEL]: () => {
        now = { ...waiting, state: 'cancelled', items: [item(ONE, 'Kế hoạch', { state: 'refused' })] };
        return now;
      },
    });
    await stage(<Shown start={waiting} onReopen={again} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Hủy yêu cầu' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ký lại 1 văn bản' }));
    expect(again).toHaveBeenCalledWith([ONE]);
  });

  it('asks for password and code where the service wants them typed, with the way to type both', async () => {
    const calls = serve({
      [READ]: () => batch({ device: PHONE }),
      [SIGN]: () => answer('open', [[ONE, 'failed', 'pki.remote_otp']]),
    });
    await stage(<Shown start={batch({ device: PHONE })} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    expect(await screen.findByText('Cần mã dùng một lần.')).toBeTruthy();
    fireEvent.click(await screen.findByRole('button', { name: 'Ký lại 1 văn bản' }));
    expect(await screen.findByText(/mật khẩu 123456/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Mã dùng một lần'), { target: { value: 'hoa ban 482915' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ký' }));
    await waitFor(() => expect(calls.filter(({ path }) => path.endsWith('/sign'))).toHaveLength(2));
    expect(calls.filter(({ path }) => path.endsWith('/sign'))[1]?.body).toEqual({
      pin: 'hoa ban 482915',
      documentIds: [ONE],
    });
  });
});

describe('the seal in the key store of the office', () => {
  useBrowser();

  it('asks nothing', async () => {
    const seal = batch({
      device: { way: 'server', label: 'Máy chủ lưu khóa', verificationCode: null, waitsUntil: null },
    });
    const calls = serve({ [READ]: () => seal, [SIGN]: () => answer('open', [[ONE, 'failed']]) });
    await stage(<Shown start={seal} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    await waitFor(() => expect(calls.find(({ path }) => path.endsWith('/sign'))?.body).toEqual({ documentIds: [ONE] }));
    expect(screen.queryByRole('dialog', { name: 'Ký số Công Vụ' })).toBeNull();
  });
});

describe('a token in this computer', () => {
  useBrowser();
  beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('WebSocket', undefined);
  });

  it('without the program says what to do, and looks again on demand', async () => {
    let isThere = false;
    program({
      find: async () =>
        isThere ? { program: 'congvu-signer', protocol: 1, version: '1', instance: 'i', now: '' } : undefined,
    });
    serve({ [READ]: () => batch(TOKEN) });
    await stage(<Shown start={batch(TOKEN)} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    expect(await screen.findByText(/Không thấy chương trình ký số/)).toBeTruthy();
    isThere = true;
    fireEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
    expect(await screen.findByText(/Đã ghép với chương trình ký số/)).toBeTruthy();
  });

  it('pairs by comparing the code, and a refusal is told', async () => {
    let refuse: (error: Error) => void = () => undefined;
    program({
      isPaired: async () => false,
      pair: ({ showCode }) => {
        showCode('418 205');
        return new Promise((_, reject) => {
          refuse = reject;
        });
      },
    });
    serve({ [READ]: () => batch(TOKEN) });
    await stage(<Shown start={batch(TOKEN)} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 1 văn bản' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ghép với chương trình ký số' }));
    expect((await screen.findByLabelText('Mã ghép')).textContent).toBe('418 205');
    refuse(new AgentError('agent.pairing_refused', 'Người dùng đã từ chối ghép.'));
    expect((await screen.findByRole('alert')).textContent).toBe('Người dùng đã từ chối ghép.');
    expect(screen.getByRole('button', { name: 'Ghép với chương trình ký số' })).toBeTruthy();
  });

  it('keeps what was signed when the token is pulled out, and signs on with what is left', async () => {
    const two = { ...TOKEN, items: [item(ONE, 'Kế hoạch'), item(TWO, 'Quyết định')] };
    let now = batch(two);
    program({
      sign: async () => ({
        signatures: [{ documentId: ONE, signature: 'AA==' }],
        problems: [
          { documentId: TWO, code: 'signer.token_removed', message: 'Thiết bị bị rút ra. Cắm lại rồi ký tiếp.' },
        ],
      }),
    });
    const calls = serve({
      [READ]: () => now,
      [SIGN]: () => {
        now = batch({
          ...TOKEN,
          state: 'sent',
          items: [item(ONE, 'Kế hoạch', { state: 'sent' }), item(TWO, 'Quyết định', { state: 'sent' })],
        });
        return answer('sent', [
          [ONE, 'pending'],
          [TWO, 'pending'],
        ]);
      },
      [RELAY]: () => ({
        batchId: BATCH_ID,
        expiresAt: '2021-03-22T05:00:00Z',
        consent: { who: 'Vũ Xuân Thịnh', reason: '' },
        items: [ONE, TWO].map((documentId) => ({
          documentId,
          contentUrl: `https://van-phong.example/api/signing/content/${documentId}`,
        })),
      }),
      [DELIVER]: () => {
        now = batch({
          ...TOKEN,
          state: 'sent',
          items: [item(ONE, 'Kế hoạch', { state: 'completed' }), item(TWO, 'Quyết định', { state: 'sent' })],
        });
        return answer('sent', [
          [ONE, 'signed'],
          [TWO, 'pending'],
        ]);
      },
      [`GET /api/outgoing/${ONE}`]: () => ({ mainFile: { url: '/x.pdf' } }),
    });
    await stage(<Shown start={now} />);
    fireEvent.click(screen.getByText('Quyết định'));
    fireEvent.click(await screen.findByRole('button', { name: 'Ký 2 văn bản' }));
    expect(await screen.findByText('Thiết bị bị rút ra. Cắm lại rồi ký tiếp.')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Ký lại 1 văn bản' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Đã ký 1 văn bản' })).toBeTruthy();
    expect(calls.find(({ path }) => path.endsWith('/signatures'))?.body).toEqual({
      signatures: [{ documentId: ONE, signature: 'AA==' }],
    });
  });
});

describe('a batch that another program has begun', () => {
  useBrowser();
  beforeEach(() => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('WebSocket', undefined);
  });

  it('goes on the other way in a new batch of what is left', async () => {
    const again = vi.fn();
    const sent = batch({ ...TOKEN, state: 'sent', items: [item(ONE, 'Kế hoạch', { state: 'sent' })] });
    program({});
    serve({
      [READ]: () => sent,
      [SIGN]: () => answer('sent', [[ONE, 'pending']]),
      [RELAY]: () => refuse(409, 'signing.not_waiting', 'Lô ký này không chờ chữ ký từ máy của anh/chị.'),
    });
    await stage(<Shown start={sent} onReopen={again} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Ký tiếp 1 văn bản' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Ký lại 1 văn bản' }));
    expect(again).toHaveBeenCalledWith([ONE]);
  });
});

describe('several certificates', () => {
  useBrowser();

  it('let the person choose which one signs, in a batch of what is left', async () => {
    const again = vi.fn();
    const other = { ...batch().certificate, id: '01900000-0000-7000-8000-0000000000c2', deviceLabel: 'SmartCA' };
    serve({
      [READ]: () => batch({ note: 'Chưa biết tình trạng thu hồi.' }),
      'GET /api/certificates/mine': () => ({ person: [batch().certificate, other], organisation: [] }),
    });
    await stage(<Shown start={batch()} onReopen={again} />);
    fireEvent.change(await screen.findByLabelText('Ký bằng chứng thư'), { target: { value: other.id } });
    expect(again).toHaveBeenCalledWith([ONE, TWO], other.id);
  });
});
