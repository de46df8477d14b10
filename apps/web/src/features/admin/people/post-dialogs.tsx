import type {
  AgencyTree,
  CreatePosition,
  EditPosition,
  EndPosition,
  PersonView,
  PositionTerm,
} from '@congvu/contracts';
import { useState } from 'react';
import type { z } from 'zod';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { ROLES, type RoleKey } from '../admin.text.ts';
import { useAdminAct, useAgency } from '../admin-api.ts';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { EMPTY_POST, isPostComplete, PostFields, RolesField } from '../post-fields.tsx';
import { splitFields } from '../split-fields.ts';
import { useDraft } from '../use-draft.ts';

function knownRoles(roles: readonly string[]): RoleKey[] {
  return ROLES.map((role) => role.value).filter((role) => roles.includes(role));
}

interface AddPostDialogProps {
  person: PersonView;
  tree: AgencyTree;
  onClose: () => void;
}

export function AddPostDialog({ person, tree, onClose }: AddPostDialogProps) {
  const [draft, set] = useDraft({
    ...EMPTY_POST,
    agencyId: person.agencyId,
    fields: '',
    validFrom: officeToday(),
    validTo: null as string | null,
  });
  const [tried, setTried] = useState(false);
  const detail = useAgency(draft.agencyId).data;
  const act = useAdminAct<CreatePosition>(() => {
    onClose();
    showToast(`Đã giao chức vụ ${draft.title} cho ${person.fullName}.`);
  });
  const confirm = (): void => {
    setTried(true);
    if (isPostComplete(draft)) {
      const { agencyId, unitId, title, rank, roles, fields, validFrom, validTo } = draft;
      act.mutate({
        path: '/api/org/positions',
        body: {
          personId: person.id,
          agencyId,
          unitId,
          title,
          rank,
          roles: [...roles],
          fields: splitFields(fields),
          validFrom,
          validTo,
        },
      });
    }
  };
  return (
    <FormDialog
      title={`Thêm chức vụ cho ${person.fullName}`}
      confirmLabel="Giao chức vụ"
      busy={act.isPending}
      error={act.error}
      asked={act.variables && { kind: 'org.position', change: act.variables.body }}
      width={640}
      onClose={onClose}
      onConfirm={confirm}
    >
      <AgencyChoice
        label="Cơ quan"
        tree={tree}
        value={draft.agencyId}
        onChange={(agencyId) => set({ agencyId, unitId: '' })}
        among={(line) => line.hosted && line.state !== 'ended'}
      />
      <PostFields
        post={draft}
        units={detail?.id === draft.agencyId ? detail.units : []}
        onChange={set}
        tried={tried}
        problem={(field) => fieldError(act.error, field)}
      />
      <TextField
        label="Lĩnh vực phụ trách"
        aside="(không bắt buộc)"
        value={draft.fields}
        onChange={(fields) => set({ fields })}
        hint="Cách nhau bằng dấu phẩy"
      />
      <div className="field-row">
        <DateField
          label="Từ ngày"
          value={draft.validFrom}
          onChange={(date) => set({ validFrom: date ?? officeToday() })}
          error={fieldError(act.error, 'validFrom')}
        />
        <DateField
          label="Đến ngày"
          aside="(không bắt buộc)"
          value={draft.validTo}
          onChange={(validTo) => set({ validTo })}
          error={fieldError(act.error, 'validTo')}
        />
      </div>
    </FormDialog>
  );
}

export function EditPostDialog({ post, onClose }: { post: PositionTerm; onClose: () => void }) {
  const [draft, set] = useDraft({ roles: knownRoles(post.roles), fields: post.fields.join(', ') });
  const [tried, setTried] = useState(false);
  const act = useAdminAct<z.infer<typeof EditPosition>>(() => {
    onClose();
    showToast(`Đã lưu vai của ${post.title}.`);
  });
  const confirm = (): void => {
    setTried(true);
    if (draft.roles.length > 0) {
      act.mutate({
        method: 'PUT',
        path: `/api/org/positions/${post.positionId}`,
        body: { roles: draft.roles, fields: splitFields(draft.fields), sortOrder: 0 },
      });
    }
  };
  return (
    <FormDialog
      title={`${post.title}, ${post.unitName}`}
      intro="Đổi chức danh hoặc đơn vị là chức vụ khác: kết thúc chức vụ này rồi thêm chức vụ mới."
      confirmLabel="Lưu"
      busy={act.isPending}
      error={act.error}
      asked={
        act.variables && {
          kind: 'org.position_roles',
          change: { ...act.variables.body, positionId: post.positionId },
        }
      }
      onClose={onClose}
      onConfirm={confirm}
    >
      <RolesField roles={draft.roles} onChange={(roles) => set({ roles })} tried={tried} />
      <TextField
        label="Lĩnh vực phụ trách"
        aside="(không bắt buộc)"
        value={draft.fields}
        onChange={(fields) => set({ fields })}
        hint="Cách nhau bằng dấu phẩy"
      />
    </FormDialog>
  );
}

export function EndPostDialog({
  person,
  post,
  onClose,
}: {
  person: PersonView;
  post: PositionTerm;
  onClose: () => void;
}) {
  const [draft, set] = useDraft({ validTo: officeToday(), reason: '' });
  const act = useAdminAct<z.infer<typeof EndPosition>>(() => {
    onClose();
    showToast(`Đã ghi ngày kết thúc chức vụ ${post.title}.`);
  });
  return (
    <FormDialog
      title={`Kết thúc chức vụ ${post.title}`}
      intro={`Sau ngày này ${person.fullName} không còn quyền xem, xử lý và ký theo chức vụ; giao quyền ký gắn với chức vụ cũng hết hiệu lực.`}
      confirmLabel="Kết thúc chức vụ"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={() => act.mutate({ path: `/api/org/positions/${post.positionId}/end`, body: draft })}
    >
      <DateField
        label="Ngày giữ chức vụ cuối cùng"
        value={draft.validTo}
        onChange={(date) => set({ validTo: date ?? officeToday() })}
        hint="Chọn ngày hôm qua để kết thúc ngay"
        error={fieldError(act.error, 'validTo')}
      />
      <TextField
        label="Căn cứ, lý do"
        aside="(không bắt buộc)"
        value={draft.reason}
        onChange={(reason) => set({ reason })}
      />
    </FormDialog>
  );
}
