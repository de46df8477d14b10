import type { AccountView, AgencyTree, CreateAccount, PersonView, ResetAccount } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Check, TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { Avatar } from '../../../shared/ui/marks.tsx';
import { useAdminAct, usePeople } from '../admin-api.ts';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import type { Link } from './once-link.tsx';

function titleOf(person: PersonView): string {
  const post = person.positions.find((one) => one.state !== 'ended');
  return post === undefined ? 'chưa có chức vụ' : `${post.title}, ${post.unitName}`;
}

interface CreateAccountDialogProps {
  tree: AgencyTree;
  agencyId: string;
  personId: string | null;
  onClose: () => void;
  onCreated: (link: Link) => void;
}

export function CreateAccountDialog(props: CreateAccountDialogProps) {
  const [draft, set] = useDraft({ agencyId: props.agencyId, personId: props.personId, userName: '' });
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const q = useDelayed(typed.trim());
  const query = usePeople({ agencyId: draft.agencyId, q: q === '' ? undefined : q }, 200);
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  const act = useAdminAct<CreateAccount, Link>((link) => props.onCreated(link));
  const confirm = (): void => {
    setTried(true);
    if (draft.personId !== null) {
      const { personId, userName } = draft;
      act.mutate({
        path: '/api/accounts',
        body: { personId, ...(userName.trim() !== '' && { userName: userName.trim() }) },
      });
    }
  };
  return (
    <FormDialog
      title="Cấp tài khoản"
      intro="Mỗi người một tài khoản. Không ai đặt mật khẩu hộ: hệ thống đưa một liên kết dùng một lần để người ấy tự đặt."
      confirmLabel="Cấp tài khoản"
      busy={act.isPending}
      error={act.error}
      onClose={props.onClose}
      onConfirm={confirm}
    >
      <AgencyChoice
        label="Cơ quan"
        tree={props.tree}
        value={draft.agencyId}
        onChange={(agencyId) => set({ agencyId, personId: null })}
        among={(line) => line.hosted && line.state !== 'ended'}
      />
      <Pick<PersonView>
        label="Cán bộ"
        value={draft.personId}
        loading={query.isFetching}
        onTyped={setTyped}
        error={tried && draft.personId === null ? 'Chưa chọn cán bộ.' : fieldError(act.error, 'personId')}
        options={people.map((person) => ({
          value: person.id,
          label: person.fullName,
          item: person,
          render: (
            <span className="pick-option">
              <Avatar name={person.fullName} small />
              <span>{person.fullName}</span>
              <small>{titleOf(person)}</small>
            </span>
          ),
        }))}
        onPick={(personId) => set({ personId })}
      />
      <TextField
        label="Tên đăng nhập"
        aside="(không bắt buộc)"
        value={draft.userName}
        onChange={(userName) => set({ userName })}
        error={fieldError(act.error, 'userName')}
        hint="Chữ không dấu. Để trống thì lấy theo họ tên, ví dụ huongltm"
        numeric
      />
    </FormDialog>
  );
}

interface AccountDialogProps {
  account: AccountView;
  onClose: () => void;
}

export function ResetDialog({ account, onClose, onLink }: AccountDialogProps & { onLink: (link: Link) => void }) {
  const [draft, set] = useDraft({ reason: '', clearSecondFactor: false });
  const [tried, setTried] = useState(false);
  const missing = draft.reason.trim().length < 3;
  const act = useAdminAct<ResetAccount, Link>(onLink);
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      act.mutate({ path: `/api/accounts/${account.userId}/reset`, body: { ...draft, reason: draft.reason.trim() } });
    }
  };
  return (
    <FormDialog
      title={`Đặt lại mật khẩu của ${account.fullName}`}
      intro="Mật khẩu cũ hết hiệu lực và các phiên đang mở kết thúc ngay. Liên kết đặt mật khẩu mới hiện một lần sau bước này."
      confirmLabel="Lấy liên kết đặt lại"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <TextField
        label="Lý do"
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        error={tried && missing ? 'Chưa nêu lý do; lý do được ghi vào nhật ký.' : fieldError(act.error, 'reason')}
        autoFocus
      />
      {account.secondFactor && (
        <Check
          label="Bỏ luôn xác thực hai lớp (người dùng mất thiết bị)"
          on={draft.clearSecondFactor}
          onChange={(clearSecondFactor) => set({ clearSecondFactor })}
        />
      )}
    </FormDialog>
  );
}

export type ReasonedAct = 'unlock' | 'disable' | 'enable' | 'sso/forget';

const WORDS: Record<ReasonedAct, { title: string; consequence: string; confirm: string; done: string }> = {
  unlock: {
    title: 'Mở khóa',
    consequence: 'Người dùng đăng nhập lại được ngay, không phải chờ hết thời gian khóa.',
    confirm: 'Mở khóa',
    done: 'Đã mở khóa tài khoản',
  },
  disable: {
    title: 'Ngừng tài khoản',
    consequence: 'Các phiên đang mở kết thúc ngay và không đăng nhập được nữa. Văn bản, chữ ký cũ không đổi.',
    confirm: 'Ngừng tài khoản',
    done: 'Đã ngừng tài khoản',
  },
  enable: {
    title: 'Mở lại tài khoản',
    consequence: 'Người dùng đăng nhập lại được bằng mật khẩu đang có.',
    confirm: 'Mở lại',
    done: 'Đã mở lại tài khoản',
  },
  'sso/forget': {
    title: 'Gỡ liên kết đăng nhập một lần',
    consequence:
      'Làm khi số hoặc địa chỉ ở nơi cấp tài khoản chung đã giao cho người khác, hoặc người này được cấp lại tài khoản ở đó. Lần đăng nhập một lần tới, người có số hoặc địa chỉ ghi trong hồ sơ được gắn với tài khoản này; sửa hồ sơ trước nếu chưa đúng.',
    confirm: 'Gỡ liên kết',
    done: 'Đã gỡ liên kết đăng nhập một lần của',
  },
};

export function ReasonedActDialog({ account, act: kind, onClose }: AccountDialogProps & { act: ReasonedAct }) {
  const words = WORDS[kind];
  const act = useAdminAct<{ reason: string }, AccountView>(() => {
    onClose();
    showToast(`${words.done} ${account.userName}.`);
  });
  return (
    <ReasonDialog
      open
      title={`${words.title} của ${account.fullName}`}
      consequence={words.consequence}
      confirmLabel={words.confirm}
      least={3}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => act.mutate({ path: `/api/accounts/${account.userId}/${kind}`, body: { reason } })}
    />
  );
}
