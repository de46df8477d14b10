import { type Decision, definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

/** What the rules look at: how the person came into the box. A box one may not open is never loaded. */
export interface BoxFacts {
  relation: 'own' | 'member';
}

export type BoxAction =
  | 'webmail.open'
  | 'webmail.organise'
  | 'webmail.send'
  | 'webmail.assign'
  | 'webmail.set_vacation';

function inBox(_subject: Subject, _box: BoxFacts): Decision {
  return YES;
}

export const boxPolicies = definePolicies<BoxFacts, BoxAction>({
  'webmail.open': inBox,
  'webmail.organise': inBox,
  'webmail.send': inBox,
  'webmail.assign': (_subject, box) =>
    box.relation === 'member' ? YES : no('Chỉ phân công trong hộp thư dùng chung của đơn vị.'),
  'webmail.set_vacation': (_subject, box) =>
    box.relation === 'own' ? YES : no('Thư trả lời vắng mặt đặt ở hộp thư cá nhân, không đặt ở hộp thư dùng chung.'),
});

/** Folders: the fixed ones stay as they are. */
export const folderPolicies = definePolicies<{ isFixed: boolean }, 'webmail.rename_folder' | 'webmail.remove_folder'>({
  'webmail.rename_folder': (_subject, { isFixed }) => (isFixed ? no('Thư mục có sẵn không đổi tên được.') : YES),
  'webmail.remove_folder': (_subject, { isFixed }) => (isFixed ? no('Thư mục có sẵn không xóa được.') : YES),
});

export interface EmailFacts extends BoxFacts {
  quarantined: boolean;
  inTrash: boolean;
  isSent: boolean;
}

const QUARANTINED = 'Thư đang cách ly: chỉ xem được; muốn nhận thì đề nghị cán bộ an toàn thông tin thả thư.';

/** A mail in quarantine may be looked at, not answered, moved or handed on. */
export const emailPolicies = definePolicies<
  EmailFacts,
  | 'webmail.reply'
  | 'webmail.forward'
  | 'webmail.move'
  | 'webmail.trash'
  | 'webmail.delete'
  | 'webmail.take_over'
  | 'webmail.report'
>({
  'webmail.reply': (_subject, mail) => (mail.quarantined ? no(QUARANTINED) : YES),
  'webmail.forward': (_subject, mail) => (mail.quarantined ? no(QUARANTINED) : YES),
  'webmail.move': (_subject, mail) => (mail.quarantined ? no(QUARANTINED) : YES),
  'webmail.trash': (_subject, mail) => {
    if (mail.quarantined) {
      return no(QUARANTINED);
    }
    return mail.inTrash ? no('Thư đã ở trong thùng rác.') : YES;
  },
  'webmail.delete': (_subject, mail) => (mail.inTrash ? YES : no('Chuyển thư vào thùng rác trước khi xóa hẳn.')),
  'webmail.take_over': (_subject, mail) =>
    mail.relation === 'member' && !mail.isSent ? YES : no('Chỉ nhận việc ở hộp thư dùng chung.'),
  'webmail.report': (_subject, mail) => (mail.isSent ? no('Đây là thư do hộp thư này gửi.') : YES),
});

export interface RegisterFacts {
  quarantined: boolean;
  isSent: boolean;
  verdict: 'ordinary' | 'suspicious' | 'phishing';
  /** The attachment that waits for the antivirus. */
  waiting: string | null;
  registered: { text: string; link: string } | null;
}

interface Obstacle {
  code: 'webmail.quarantined' | 'webmail.register_forged' | 'webmail.register_sent' | 'webmail.attachment_unscanned';
  text: string;
}

/** What keeps a mail out of every register, whoever asks. */
export function registerObstacle(mail: RegisterFacts): Obstacle | undefined {
  if (mail.isSent) {
    return { code: 'webmail.register_sent', text: 'Thư do hộp thư này gửi đi, không vào sổ văn bản đến.' };
  }
  if (mail.verdict === 'phishing') {
    return {
      code: 'webmail.register_forged',
      text: 'Thư bị kết luận là giả mạo nên không vào sổ được. Nếu là văn bản thật, đề nghị nơi gửi gửi lại qua trục liên thông hoặc thư công vụ.',
    };
  }
  if (mail.quarantined) {
    return {
      code: 'webmail.quarantined',
      text: 'Thư đang cách ly nên chưa vào sổ được. Đề nghị cán bộ an toàn thông tin thả thư trước.',
    };
  }
  return mail.waiting === null
    ? undefined
    : {
        code: 'webmail.attachment_unscanned',
        text: `Tệp "${mail.waiting}" đang chờ quét mã độc. Vào sổ được ngay sau khi quét xong.`,
      };
}

/** Registers belong to the modules above; who may take a mail there, and when, is said here, beside the mail. */
export const registerPolicies = definePolicies<RegisterFacts, 'webmail.register'>({
  'webmail.register': (subject, mail) => {
    if (!hasRole(subject, 'clerk')) {
      return no('Vào sổ văn bản đến là việc của văn thư cơ quan (Nghị định 30/2020, Điều 22).');
    }
    if (mail.registered !== null) {
      return no(`${mail.registered.text}.`);
    }
    const obstacle = registerObstacle(mail);
    return obstacle === undefined ? YES : no(obstacle.text);
  },
});

export interface DraftFacts extends BoxFacts {
  state: 'draft' | 'queued' | 'sent' | 'discarded';
}

const QUEUED = 'Thư đang chờ gửi. Bấm "Hoàn tác gửi" trước khi sửa.';

export const draftPolicies = definePolicies<
  DraftFacts,
  'webmail.edit_draft' | 'webmail.send_draft' | 'webmail.discard_draft'
>({
  'webmail.edit_draft': (_subject, { state }) => (state === 'draft' ? YES : no(QUEUED)),
  'webmail.send_draft': (_subject, { state }) => (state === 'draft' ? YES : no(QUEUED)),
  'webmail.discard_draft': (_subject, { state }) => (state === 'draft' ? YES : no(QUEUED)),
});

/** Rights that do not hang on one box. */
export const mailPolicies = definePolicies<
  null,
  'webmail.list' | 'webmail.send_to_many' | 'webmail.set_limits' | 'webmail.statistics'
>({
  'webmail.list': () => YES,
  'webmail.send_to_many': (subject) =>
    hasRole(subject, 'clerk', 'leader', 'administrator')
      ? YES
      : no('Gửi cho nhiều nơi một lúc cần vai văn thư, lãnh đạo hoặc quản trị.'),
  'webmail.set_limits': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Quản trị của cơ quan đặt giới hạn thư.'),
  'webmail.statistics': (subject) =>
    hasRole(subject, 'leader', 'unit_head', 'administrator', 'auditor', 'focal')
      ? YES
      : no('Lãnh đạo, trưởng đơn vị, đầu mối và quản trị xem thống kê thư.'),
});
