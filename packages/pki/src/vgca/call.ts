import { PkiError } from '../errors.ts';
import { VGCA_OPERATIONS, type VgcaOperation, type VgcaOperationName } from './operations.ts';
import { parseVgcaReply } from './reply.ts';
import type { VgcaRequest } from './requests.ts';
import type { VgcaOptions, VgcaReply, VgcaSocket } from './types.ts';

export const VGCA_BASE = 'wss://127.0.0.1:8987';
const OPEN_MS = 5_000;
const REPLY_MS = 300_000;

function notRunning(): PkiError {
  return new PkiError(
    'pki.vgca_not_running',
    'Không thấy chương trình ký số của Ban Cơ yếu (VGCA Sign Service) trên máy này. Cài đặt và mở chương trình, cắm thiết bị ký, rồi thử lại.',
  );
}

function connectTo(url: string, connect: VgcaOptions['connect']): VgcaSocket {
  try {
    return connect(url);
  } catch (cause) {
    throw new PkiError('pki.vgca_not_running', notRunning().message, { cause });
  }
}

function quietlyClose(socket: VgcaSocket): void {
  try {
    socket.close();
  } catch {
    // Already gone: the call has its answer or its fault.
  }
}

/** One connection, one text out, one text in, closed: the service serves no second call on it. */
function exchange(text: string, url: string, options: VgcaOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connectTo(url, options.connect);
    let isOpen = false;
    let timer = setTimeout(() => finish(notRunning()), options.openTimeoutMs ?? OPEN_MS);
    const finish = (fault: PkiError | undefined, answer?: unknown): void => {
      clearTimeout(timer);
      quietlyClose(socket);
      if (fault === undefined) {
        resolve(answer);
      } else {
        reject(fault);
      }
    };
    const lost = (): void =>
      finish(
        isOpen
          ? new PkiError(
              'pki.vgca_reply',
              'Chương trình ký số trên máy đã ngắt giữa chừng. Mở lại chương trình rồi ký lại.',
            )
          : notRunning(),
      );
    socket.addEventListener('open', () => {
      isOpen = true;
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          finish(
            new PkiError('pki.vgca_timeout', 'Hết thời gian chờ thao tác trên chương trình ký số của máy. Hãy ký lại.'),
          ),
        options.timeoutMs ?? REPLY_MS,
      );
      try {
        socket.send(text);
      } catch {
        lost();
      }
    });
    // Whatever comes after the first message or fault changes nothing: the promise is settled.
    socket.addEventListener('message', (event) => finish(undefined, 'data' in event ? event.data : undefined));
    socket.addEventListener('error', lost);
    socket.addEventListener('close', lost);
  });
}

/**
 * One call of the service on the user's computer.
 * @throws PkiError `pki.vgca_not_running`, `pki.vgca_timeout`, `pki.vgca_reply`, `pki.vgca_refused` (the service's own words)
 * @example
 * const reply = await vgca('SignApproved', signApprovedRequest({ fileUploadHandler, fileUrl }), {
 *   connect: (url) => new WebSocket(url),
 * });
 */
export async function vgca(
  name: VgcaOperationName,
  request: VgcaRequest | undefined,
  options: VgcaOptions,
): Promise<VgcaReply> {
  const operation: VgcaOperation = VGCA_OPERATIONS[name];
  const text = operation.word ?? JSON.stringify(request ?? {});
  const answer = await exchange(text, `${options.base ?? VGCA_BASE}/${operation.path}`, options);
  const reply = parseVgcaReply(answer, { mayBeText: operation.answersText === true });
  if (reply.status !== 0) {
    const said = reply.message
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 200);
    throw new PkiError(
      'pki.vgca_refused',
      `Chương trình ký số trên máy chưa thực hiện được “${operation.label}” (mã ${reply.status})${said === '' ? '' : `: ${said}`}. Kiểm tra thiết bị, mã PIN rồi thử lại.`,
    );
  }
  return reply;
}
