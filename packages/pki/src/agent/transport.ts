import type { AgentClientOptions } from './client.ts';
import { AgentError } from './errors.ts';
import type { StoredPairing } from './pairing-store.ts';
import { AGENT_HEADERS, AGENT_HOST, type AgentErrorBody } from './protocol.ts';
import { requestText, toBase64, toHex } from './request-signature.ts';

export const NOT_FOUND =
  'Không thấy chương trình ký số Công Vụ trên máy này. Mở chương trình (hoặc cài đặt), cho phép trình duyệt kết nối rồi thử lại.';

export function notPaired(): AgentError {
  return new AgentError(
    'agent.not_paired',
    'Trang này chưa được ghép với chương trình ký số trên máy. Ghép rồi làm lại.',
  );
}

export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
}

/** One question, one answer; `signed` with the key of the pairing. */
export function createTransport(options: Pick<AgentClientOptions, 'origin' | 'fetch' | 'crypto' | 'now'>) {
  const { crypto, origin } = options;
  const now = options.now ?? Date.now;

  const send = async (port: number, { method, path }: Call, headers: Record<string, string>, body: string) => {
    const answer = await options
      .fetch(`http://${AGENT_HOST}:${port}${path}`, {
        method,
        headers: { ...headers, ...(body === '' ? {} : { 'content-type': 'application/json' }) },
        ...(body === '' ? {} : { body }),
        cache: 'no-store',
        credentials: 'omit',
      })
      .catch((cause: unknown) => {
        throw new AgentError('agent.not_found', NOT_FOUND, { cause });
      });
    const content: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) {
      const { error } = (content ?? {}) as Partial<AgentErrorBody>;
      throw new AgentError(
        (error?.code ?? 'agent.answer') as AgentError['code'],
        error?.message ?? `Chương trình ký số trả lời lạ (${answer.status}). Khởi động lại chương trình rồi thử lại.`,
      );
    }
    return content;
  };
  const plain = (port: number, call: Call) =>
    send(port, call, {}, call.body === undefined ? '' : JSON.stringify(call.body));
  const signed = async (pairing: StoredPairing, call: Call) => {
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    const time = now();
    const nonce = toHex(crypto.getRandomValues(new Uint8Array(16)));
    const text = await requestText(crypto, {
      method: call.method,
      path: call.path,
      origin,
      pairingId: pairing.pairingId,
      time,
      nonce,
      body: new TextEncoder().encode(body),
    });
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pairing.key, text);
    const headers = {
      [AGENT_HEADERS.pairing]: pairing.pairingId,
      [AGENT_HEADERS.time]: String(time),
      [AGENT_HEADERS.nonce]: nonce,
      [AGENT_HEADERS.signature]: toBase64(new Uint8Array(signature)),
    };
    return send(pairing.port, call, headers, body);
  };
  return { plain, signed };
}
