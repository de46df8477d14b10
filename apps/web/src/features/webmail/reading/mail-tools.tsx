import type { EmailView, MailFolderView, WebmailBox } from '@congvu/contracts';
import { Dropdown } from 'antd';
import {
  ArrowLeft,
  BookPlus,
  Download,
  Flag,
  FolderInput,
  Forward,
  MailOpen,
  OctagonAlert,
  Printer,
  Reply,
  ReplyAll,
  RotateCcw,
  Trash2,
  UserCheck,
} from 'lucide-react';
import { useMe } from '../../../shared/session/me.ts';
import { type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { targetsOf } from '../list/batch-bar.tsx';
import type { RegisterTool } from '../registering/use-register.tsx';
import type { MailActs } from '../use-mail-acts.ts';
import { useMembers } from '../webmail-api.ts';
import type { Shield } from './use-shield.tsx';

export interface ToolProps {
  box: WebmailBox;
  email: EmailView;
  folders: readonly MailFolderView[];
  acts: MailActs;
  shield: Shield;
  register: RegisterTool;
  listHref: string;
  onAnswer: (kind: 'reply' | 'reply_all' | 'forward') => void;
}

export function may(email: EmailView, ability: string): boolean {
  return email.abilities[ability] === true;
}

function why(email: EmailView, ability: string): string | undefined {
  const answer = email.abilities[ability];
  return typeof answer === 'string' ? answer : undefined;
}

function hasOthers(email: EmailView): boolean {
  return email.to.length + email.cc.length > 1;
}

/** What is not done to most mails. */
export function moreActs({ email, acts, shield, register, onAnswer, folders }: ToolProps, phone: boolean): MenuAct[] {
  const ids = [email.id];
  const here = folders.find(({ id }) => id === email.folderId);
  const { keywords, rawLink } = email;
  const list: (MenuAct | false)[] = [
    phone &&
      register.open !== undefined &&
      register.reason === undefined && {
        key: 'register',
        label: 'Vào sổ văn bản đến',
        icon: BookPlus,
        onSelect: register.open,
      },
    phone &&
      may(email, 'webmail.reply') &&
      hasOthers(email) && {
        key: 'all',
        label: 'Trả lời tất cả',
        icon: ReplyAll,
        onSelect: () => onAnswer('reply_all'),
      },
    phone &&
      may(email, 'webmail.forward') && {
        key: 'forward',
        label: 'Chuyển tiếp',
        icon: Forward,
        onSelect: () => onAnswer('forward'),
      },
    { key: 'unread', label: 'Đánh dấu chưa đọc', icon: MailOpen, onSelect: () => acts.seen(ids, false) },
    {
      key: 'flag',
      label: keywords.flagged ? 'Bỏ cờ' : 'Gắn cờ',
      icon: Flag,
      onSelect: () => acts.flag(ids, !keywords.flagged),
    },
    may(email, 'webmail.delete') && {
      key: 'restore',
      label: 'Đưa về chỗ cũ',
      icon: RotateCcw,
      onSelect: () => acts.restore(ids),
    },
    phone &&
      here?.role !== 'trash' &&
      may(email, 'webmail.trash') && {
        key: 'trash',
        label: 'Xóa',
        icon: Trash2,
        onSelect: () => acts.trash(ids),
      },
    email.verdict === 'ordinary' &&
      may(email, 'webmail.report') &&
      shield.report === undefined && {
        key: 'report',
        label: 'Báo thư giả mạo',
        icon: OctagonAlert,
        onSelect: shield.sayForged,
      },
    may(email, 'webmail.report') && {
      key: 'password',
      label: 'Tôi đã lỡ nhập mật khẩu',
      icon: OctagonAlert,
      onSelect: shield.enteredPassword,
    },
    { key: 'print', label: 'In thư', icon: Printer, onSelect: () => window.print() },
    rawLink !== null && {
      key: 'raw',
      label: 'Tải thư gốc (.eml)',
      icon: Download,
      onSelect: () => window.location.assign(rawLink),
    },
  ];
  return list.filter((act) => act !== false);
}

/** In a box of several people: who takes care of the mail. */
export function AssignTool({ box, email, acts }: Pick<ToolProps, 'box' | 'email' | 'acts'>) {
  const { user } = useMe();
  const wanted = box.relation === 'member' && may(email, 'webmail.take_over');
  const people = useMembers(box.id, wanted).data?.items ?? [];
  if (!wanted) {
    return null;
  }
  const ids = [email.id];
  const mine = people.find(({ name }) => name === user.displayName);
  const items = [
    ...people.map(({ personId, name }) => ({
      key: personId,
      label: personId === mine?.personId ? `Tôi nhận (${name})` : `Giao ${name}`,
      disabled: personId === email.assignee?.personId,
    })),
    ...(email.assignee === null ? [] : [{ key: '', label: 'Không giao cho ai' }]),
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, onClick: ({ key }) => acts.assign(ids, key === '' ? null : key) }}
      disabled={people.length === 0}
    >
      <Button size="small" icon={UserCheck}>
        {email.assignee === null ? 'Nhận việc' : `${email.assignee.name} nhận`}
      </Button>
    </Dropdown>
  );
}

function MoveTool({ email, folders, acts }: Pick<ToolProps, 'email' | 'folders' | 'acts'>) {
  const here = folders.find(({ id }) => id === email.folderId);
  const targets = here === undefined ? [] : targetsOf(folders, here);
  if (!may(email, 'webmail.move') || targets.length === 0) {
    return null;
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: targets.map(({ id, name }) => ({ key: id, label: name })),
        onClick: ({ key }) => acts.move([email.id], key),
      }}
    >
      <Button kind="ghost" size="small" icon={FolderInput} aria-label="Chuyển vào thư mục" title="Chuyển vào thư mục" />
    </Dropdown>
  );
}

/** Above the letter: answer, hand on, put away. */
export function MailTools(props: ToolProps) {
  const { email, acts, onAnswer } = props;
  const trash = may(email, 'webmail.trash');
  const remove = may(email, 'webmail.delete');
  return (
    <header className="viewer-bar mail-bar">
      <span className="viewer-tools">
        {/* Where there is room for one of the two, the list is a step back. */}
        <AppLink
          className="btn btn-ghost btn-small btn-icon mail-back"
          href={props.listHref}
          aria-label="Về danh sách thư"
          title="Về danh sách thư"
        >
          <ArrowLeft className="icon" aria-hidden />
        </AppLink>
        <Button
          size="small"
          icon={Reply}
          reason={why(email, 'webmail.reply')}
          title="Trả lời (r)"
          onClick={() => onAnswer('reply')}
        >
          Trả lời
        </Button>
        {hasOthers(email) && may(email, 'webmail.reply') && (
          <Button
            kind="ghost"
            size="small"
            icon={ReplyAll}
            title="Trả lời tất cả (a)"
            onClick={() => onAnswer('reply_all')}
          >
            <span className="viewer-word">Tất cả</span>
          </Button>
        )}
        {may(email, 'webmail.forward') && (
          <Button kind="ghost" size="small" icon={Forward} title="Chuyển tiếp (f)" onClick={() => onAnswer('forward')}>
            <span className="viewer-word">Chuyển tiếp</span>
          </Button>
        )}
        {props.register.open !== undefined && (
          <Button
            size="small"
            icon={BookPlus}
            reason={props.register.reason}
            title={props.register.reason ?? 'Vào sổ văn bản đến (v)'}
            onClick={props.register.open}
          >
            <span className="viewer-word">Vào sổ văn bản đến</span>
          </Button>
        )}
      </span>
      <span className="viewer-tools">
        <AssignTool {...props} />
        <MoveTool {...props} />
        {(trash || remove) && (
          <Button
            kind="ghost"
            size="small"
            icon={Trash2}
            aria-label={remove ? 'Xóa hẳn' : 'Xóa'}
            title={remove ? 'Xóa hẳn' : 'Xóa (Delete)'}
            onClick={() => (remove ? acts.remove([email.id]) : acts.trash([email.id]))}
          />
        )}
        <MoreMenu acts={moreActs(props, false)} />
      </span>
    </header>
  );
}
