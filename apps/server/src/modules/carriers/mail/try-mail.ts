import { type ConnectionStep, MailSecret, MailSettings } from '@congvu/contracts';
import type { Services } from '../../../platform/context.ts';
import { explainLine } from '../axis/line-words.ts';
import type { ConnectionDraft, StepOutcome } from '../kinds.ts';
import { imapPlace, smtpPlace, userOf } from './mail-place.ts';
import { explainImap } from './receive/explain-imap.ts';
import { inMailbox } from './receive/imap-line.ts';
import { explainSmtp } from './send/explain-smtp.ts';
import { openSmtp } from './send/smtp-line.ts';

interface Trial {
  services: Services;
  settings: MailSettings;
  password: string;
}

const ok = (text: string): StepOutcome => ({ outcome: 'ok', text });
const failed = (text: string): StepOutcome => ({ outcome: 'failed', text });
const skipped = (text: string): StepOutcome => ({ outcome: 'skipped', text });

async function tryAddress({ services, settings }: Trial): Promise<StepOutcome> {
  for (const [host, find] of [
    [settings.smtpHost, smtpPlace],
    [settings.imapHost, imapPlace],
  ] as const) {
    try {
      await find(services.config, settings);
    } catch (error) {
      return failed(explainLine(error, host));
    }
  }
  return ok(`Tìm thấy máy chủ gửi ${settings.smtpHost} và máy chủ nhận ${settings.imapHost}.`);
}

async function verifySmtp({ services, settings, password }: Trial): Promise<void> {
  const line = openSmtp(await smtpPlace(services.config, settings), { user: userOf(settings), pass: password });
  try {
    await line.verify();
  } finally {
    line.close();
  }
}

/** A refused password is the next step's business: the line was secure by then. */
async function tryTls(trial: Trial): Promise<StepOutcome> {
  try {
    await verifySmtp(trial);
  } catch (error) {
    const { code, message, cause } = explainSmtp(error, trial.settings.smtpHost);
    if (code === 'carriers.mail_unreachable') {
      return failed(explainLine(cause, trial.settings.smtpHost));
    }
    return code === 'carriers.mail_bad_credentials'
      ? ok('Máy chủ gửi nói chuyện qua TLS, chứng thư đúng tên.')
      : failed(message);
  }
  return ok('Máy chủ gửi nói chuyện qua TLS, chứng thư đúng tên.');
}

async function tryCredentials(trial: Trial): Promise<StepOutcome> {
  try {
    await verifySmtp(trial);
    return ok('Máy chủ gửi nhận tên đăng nhập và mật khẩu.');
  } catch (error) {
    return failed(explainSmtp(error, trial.settings.smtpHost).message);
  }
}

async function tryList({ services, settings, password }: Trial): Promise<StepOutcome> {
  try {
    const place = await imapPlace(services.config, settings);
    const login = { user: userOf(settings), pass: password, folder: settings.folder, maxMailMb: settings.maxMailMb };
    const next = await inMailbox(place, login, async ({ uidNext }) => uidNext);
    return ok(`Mở được thư mục ${settings.folder} của hộp thư (thư tiếp theo mang số ${next}).`);
  } catch (error) {
    return failed(explainImap(error, settings.imapHost).message);
  }
}

const STEPS: Record<ConnectionStep, (trial: Trial) => Promise<StepOutcome>> = {
  address: tryAddress,
  tls: tryTls,
  credentials: tryCredentials,
  codes: async () => skipped('Thư điện tử không cần đăng ký mã định danh.'),
  list: tryList,
  clock: async () => skipped('Thư điện tử không phụ thuộc đồng hồ hai bên.'),
};

/** One step of the test of an official mailbox. */
export async function tryMailStep(
  services: Services,
  draft: ConnectionDraft,
  step: ConnectionStep,
): Promise<StepOutcome> {
  const settings = MailSettings.parse(draft.settings);
  return STEPS[step]({ services, settings, password: MailSecret.parse(draft.secret).password });
}
