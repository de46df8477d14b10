import type { Services } from '../../../../platform/context.ts';
import { AppError } from '../../../../platform/errors.ts';
import { createOutbound, hostOf } from '../../../../platform/outbound.ts';
import { MailBackendError } from '../errors.ts';

/** EX_NOUSER of sysexits.h: nobody of that name, or (kick) no open session. */
const NO_USER = 68;
const TIMEOUT_MS = 10_000;
/** Names of 20,000 mailboxes. */
const MAX_BYTES = 4 * 1_048_576;

export interface DoveadmCommand {
  command: string;
  parameters: Record<string, unknown>;
}

/** Rows of most commands, an object of `user`. */
export type DoveadmAnswer = { content: unknown } | { exitCode: number; type: string };

function unreachable(text: string, cause?: unknown): MailBackendError {
  return new MailBackendError('UNREACHABLE', text, { cause });
}

/** `[["doveadmResponse", [...], tag], ["error", {"exitCode": 68}, tag]]`, in the order asked. */
function readAnswers(body: Uint8Array, count: number): DoveadmAnswer[] {
  const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  const answers = Array.isArray(parsed) ? parsed : [];
  if (answers.length !== count) {
    throw unreachable('Dovecot trả lời thiếu; xem nhật ký của Dovecot.');
  }
  return answers.map((answer: unknown): DoveadmAnswer => {
    const [kind, content] = Array.isArray(answer) ? answer : [];
    if (kind === 'doveadmResponse') {
      return { content };
    }
    const { exitCode, type } = (content ?? {}) as { exitCode?: unknown; type?: unknown };
    return { exitCode: typeof exitCode === 'number' ? exitCode : -1, type: typeof type === 'string' ? type : '' };
  });
}

/**
 * Asks Dovecot of this installation (`POST /doveadm/v1`). The address is what the operator of the server has set; it may be this computer.
 * @throws MailBackendError `UNREACHABLE`
 */
export async function doveadm(
  services: Pick<Services, 'config'>,
  commands: readonly DoveadmCommand[],
): Promise<DoveadmAnswer[]> {
  const address = services.config.dovecot.doveadm;
  const key = services.config.secrets['CONGVU_SECRET_DOVEADM'];
  const host = address === undefined ? undefined : hostOf(address);
  if (address === undefined || host === undefined || key === undefined) {
    throw unreachable(
      'Máy chủ Công Vụ chưa được khai cách nối Dovecot: đặt CONGVU_DOVEADM và CONGVU_SECRET_DOVEADM (tệp congvu.env của "congvu mail setup").',
    );
  }
  const ask = createOutbound({ allowHosts: [host], allowLoopback: true });
  try {
    const { status, body } = await ask({
      url: new URL('/doveadm/v1', address).href,
      method: 'POST',
      headers: {
        authorization: `X-Dovecot-API ${Buffer.from(key).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: Buffer.from(JSON.stringify(commands.map(({ command, parameters }, at) => [command, parameters, `c${at}`]))),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    if (status !== 200) {
      throw unreachable(
        `Dovecot từ chối (${status}): CONGVU_SECRET_DOVEADM không khớp doveadm_api_key, hoặc sai địa chỉ.`,
      );
    }
    return readAnswers(body, commands.length);
  } catch (error) {
    if (error instanceof AppError) {
      throw unreachable(`Không nối được Dovecot: ${error.message}`, error);
    }
    if (error instanceof SyntaxError) {
      throw unreachable('Dovecot trả lời không đọc được: CONGVU_DOVEADM có thể trỏ nhầm chương trình khác.', error);
    }
    throw error;
  }
}

/** One command; undefined when nobody of that name is there. @throws MailBackendError */
export async function askDoveadm(
  services: Pick<Services, 'config'>,
  command: string,
  parameters: Record<string, unknown>,
): Promise<unknown> {
  const [answer] = await doveadm(services, [{ command, parameters }]);
  if (answer !== undefined && 'content' in answer) {
    return answer.content;
  }
  if (answer?.exitCode === NO_USER) {
    return undefined;
  }
  throw unreachable(`Dovecot không làm được "${command}" (mã ${answer?.exitCode ?? -1}); xem nhật ký của Dovecot.`);
}
