import { printDay } from '../../../platform/print-dates.ts';
import type { MailboxRow, MailTables } from '../mail.tables.ts';
import type { BackendCall, BoxEffect, MailBackend } from '../ports.ts';

/** What the mail system is told; kept as JSON in `mail_command.payload`. */
export type BackendCommand =
  | { kind: 'create'; effect: 'active' | 'locked'; known?: true }
  | { kind: 'state'; effect: Exclude<BoxEffect, 'none'>; reason: string }
  | { kind: 'rename'; from: string; address: string }
  | { kind: 'quota'; quotaMb: number }
  | { kind: 'secret'; secretId: string; label: string; sha256: string }
  | { kind: 'revoke_secrets'; secretId?: string }
  | { kind: 'drop_alias'; alias: string }
  | { kind: 'members'; addresses: string[] }
  | { kind: 'forward'; target: string | null; until: string }
  | { kind: 'kick' };

type Step = { kind: MailTables['mail_step']['kind']; text: string };

const ON_SYSTEM = 'trên hệ thống thư công vụ';

function stateStep(mailbox: MailboxRow, effect: BoxEffect, reason: string): Step {
  const named = `hộp thư ${mailbox.address} của ${mailbox.holder_name}`;
  const why = reason === '' ? '' : ` (${reason})`;
  if (effect === 'active') {
    return { kind: 'unlock', text: `Mở lại ${named} ${ON_SYSTEM}.` };
  }
  if (effect === 'locked') {
    return { kind: 'lock', text: `Tạm khóa ${named}${why} ${ON_SYSTEM}: vẫn nhận thư, không đăng nhập được.` };
  }
  return effect === 'closed'
    ? { kind: 'close', text: `Đóng hẳn ${named} ${ON_SYSTEM}, sau khi đã lưu trữ thư.` }
    : {
        kind: 'lock',
        text: `Khóa ${named}${why} ${ON_SYSTEM}, bỏ chuyển tiếp và bộ lọc người dùng tự đặt; giữ thư đến hết ngày ${printDay(mailbox.retain_until ?? '')} rồi lưu trữ.`,
      };
}

/** The same as work for a person; undefined where the other step says it already, or the act is unknown without a mail system. */
export function manualStepOf(mailbox: MailboxRow, command: BackendCommand): Step | undefined {
  const { address } = mailbox;
  switch (command.kind) {
    case 'create':
      return {
        kind: 'create',
        text: `Tạo hộp thư ${address} cho ${mailbox.holder_name} ${ON_SYSTEM}, trao mật khẩu lần đầu cho người dùng.`,
      };
    case 'state':
      return stateStep(mailbox, command.effect, command.reason);
    case 'rename':
      return {
        kind: 'rename',
        text: `Đổi địa chỉ hộp thư ${command.from} thành ${command.address} ${ON_SYSTEM}, giữ ${command.from} làm bí danh.`,
      };
    case 'forward':
      return command.target === null
        ? undefined
        : {
            kind: 'forward',
            text: `Chuyển tiếp thư của ${address} đến ${command.target} ${ON_SYSTEM} cho đến hết ngày ${printDay(command.until)}.`,
          };
    default:
      return undefined;
  }
}

/** Says it to the backend. `backendId` is what the mailbox is called there; `create` answers it. */
export async function tell(
  backend: MailBackend,
  call: BackendCall,
  given: { mailbox: MailboxRow; command: BackendCommand },
): Promise<string | null> {
  const { mailbox, command } = given;
  const id = mailbox.backend_id ?? mailbox.id;
  switch (command.kind) {
    case 'create': {
      const { backendId } = await backend.createMailbox(call, {
        mailboxId: mailbox.id,
        address: mailbox.address_key,
        kind: mailbox.kind,
        name: mailbox.holder_name,
        quotaMb: mailbox.quota_mb ?? 0,
        effect: command.effect,
        ...(command.known === true && { known: true }),
      });
      return backendId;
    }
    case 'state':
      await backend.setState(call, id, command.effect);
      break;
    case 'rename':
      await backend.rename(call, id, command.address);
      break;
    case 'quota':
      await backend.setQuota(call, id, command.quotaMb);
      break;
    case 'secret': {
      const sha256 = Buffer.from(command.sha256, 'hex');
      await backend.setSecret(call, id, { id: command.secretId, label: command.label, sha256 });
      break;
    }
    case 'revoke_secrets':
      await backend.revokeSecrets(call, id, command.secretId);
      break;
    case 'drop_alias':
      await backend.dropAlias(call, id, command.alias);
      break;
    case 'members':
      await backend.setMembers(call, id, command.addresses);
      break;
    case 'forward': {
      const { target, until } = command;
      await backend.setForward(call, id, target === null ? null : { target, until });
      break;
    }
    case 'kick':
      await backend.kick(call, id);
      break;
  }
  return null;
}
