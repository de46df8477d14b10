import type { AgencyDetail, CreatePerson, PersonFacts, PersonLeaves, PersonView } from '@congvu/contracts';
import { useState } from 'react';
import type { z } from 'zod';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { officeToday } from '../../../shared/text/dates.ts';
import { LEAVE_REASONS, STAFF } from '../admin.text.ts';
import { useAdminAct } from '../admin-api.ts';
import { FormDialog } from '../form-dialog.tsx';
import { EMPTY_POST, isPostComplete, PostFields } from '../post-fields.tsx';
import { useDraft } from '../use-draft.ts';

const EMPTY_PERSON: PersonFacts = {
  fullName: '',
  code: '',
  staffKind: 'civil_servant',
  bornOn: null,
  email: '',
  phone: '',
  identityNumber: '',
};

interface PersonFieldsProps {
  draft: PersonFacts;
  onChange: (part: Partial<PersonFacts>) => void;
  error: unknown;
  tried: boolean;
}

function PersonFields({ draft, onChange, error, tried }: PersonFieldsProps) {
  const missing = tried && draft.fullName.trim().length < 2;
  return (
    <>
      <div className="field-row">
        <TextField
          label="Họ và tên"
          value={draft.fullName}
          onChange={(fullName) => onChange({ fullName })}
          error={missing ? 'Chưa nhập họ và tên.' : fieldError(error, 'fullName')}
          autoFocus
        />
        <TextField
          label="Mã cán bộ"
          aside="(không bắt buộc)"
          value={draft.code}
          onChange={(code) => onChange({ code })}
          error={fieldError(error, 'code')}
        />
      </div>
      <div className="field-row">
        <ChoiceField
          label="Đối tượng"
          value={draft.staffKind}
          options={STAFF}
          onChange={(staffKind) => onChange({ staffKind })}
        />
        <DateField
          label="Ngày sinh"
          aside="(không bắt buộc)"
          value={draft.bornOn}
          onChange={(bornOn) => onChange({ bornOn })}
          error={fieldError(error, 'bornOn')}
        />
      </div>
      <div className="field-row">
        <TextField
          label="Thư công vụ"
          aside="(không bắt buộc)"
          value={draft.email}
          onChange={(email) => onChange({ email })}
          error={fieldError(error, 'email')}
        />
        <TextField
          label="Điện thoại"
          aside="(không bắt buộc)"
          value={draft.phone}
          onChange={(phone) => onChange({ phone })}
          error={fieldError(error, 'phone')}
          inputMode="tel"
          numeric
        />
      </div>
      <TextField
        label="Số định danh cá nhân"
        aside="(không bắt buộc)"
        value={draft.identityNumber}
        onChange={(identityNumber) => onChange({ identityNumber })}
        error={fieldError(error, 'identityNumber')}
        hint="Chỉ hiện ba số cuối sau khi lưu"
        numeric
      />
    </>
  );
}

interface CreatePersonDialogProps {
  agency: AgencyDetail;
  onClose: () => void;
  onCreated: (id: string) => void;
}

export function CreatePersonDialog({ agency, onClose, onCreated }: CreatePersonDialogProps) {
  const [person, setPerson] = useDraft<PersonFacts>(EMPTY_PERSON);
  const [post, setPost] = useDraft({ ...EMPTY_POST, withPost: true, validFrom: officeToday() });
  const [tried, setTried] = useState(false);
  const act = useAdminAct<CreatePerson>((answer) => {
    showToast(`Đã thêm ${person.fullName}.`);
    onCreated(answer.id);
  });
  const confirm = (): void => {
    setTried(true);
    if (person.fullName.trim().length < 2 || (post.withPost && !isPostComplete(post))) {
      return;
    }
    const { unitId, title, rank, roles, validFrom } = post;
    act.mutate({
      path: '/api/org/people',
      body: {
        agencyId: agency.id,
        person,
        ...(post.withPost && {
          position: {
            agencyId: agency.id,
            unitId,
            title,
            rank,
            roles: [...roles],
            fields: [],
            validFrom,
            validTo: null,
          },
        }),
      },
    });
  };
  return (
    <FormDialog
      title={`Thêm cán bộ của ${agency.shortName}`}
      confirmLabel="Thêm cán bộ"
      busy={act.isPending}
      error={act.error}
      width={680}
      onClose={onClose}
      onConfirm={confirm}
    >
      <PersonFields draft={person} onChange={setPerson} error={act.error} tried={tried} />
      <Check label="Giao chức vụ luôn" on={post.withPost} onChange={(withPost) => setPost({ withPost })} />
      {post.withPost && (
        <>
          <PostFields
            post={post}
            units={agency.units}
            onChange={setPost}
            tried={tried}
            problem={(field) => fieldError(act.error, field)}
          />
          <DateField
            label="Giữ chức vụ từ ngày"
            value={post.validFrom}
            onChange={(date) => setPost({ validFrom: date ?? officeToday() })}
            error={fieldError(act.error, 'validFrom')}
          />
        </>
      )}
    </FormDialog>
  );
}

export function EditPersonDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { fullName, code, staffKind, bornOn, email, phone, identityNumber } = person;
  const [draft, set] = useDraft<PersonFacts>({
    fullName,
    code: code ?? '',
    staffKind,
    bornOn,
    email,
    phone,
    identityNumber,
  });
  const act = useAdminAct<PersonFacts>(() => {
    onClose();
    showToast(`Đã lưu hồ sơ ${draft.fullName}.`);
  });
  return (
    <FormDialog
      title={`Sửa hồ sơ ${person.fullName}`}
      confirmLabel="Lưu"
      busy={act.isPending}
      error={act.error}
      width={680}
      onClose={onClose}
      onConfirm={() =>
        draft.fullName.trim().length >= 2 &&
        act.mutate({ method: 'PUT', path: `/api/org/people/${person.id}`, body: draft })
      }
    >
      <PersonFields draft={draft} onChange={set} error={act.error} tried />
    </FormDialog>
  );
}

export function LeaveDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const [draft, set] = useDraft<z.infer<typeof PersonLeaves>>({ leaveReason: 'transferred', leftOn: officeToday() });
  const act = useAdminAct<z.infer<typeof PersonLeaves>>(() => {
    onClose();
    showToast(`Đã ghi ${person.fullName} thôi công tác.`);
  });
  return (
    <FormDialog
      title={`${person.fullName} thôi công tác`}
      intro="Mọi chức vụ kết thúc từ ngày này, phiên đang mở bị đóng, việc đang giữ cần giao lại. Hồ sơ và chữ ký cũ được giữ."
      confirmLabel="Ghi thôi công tác"
      busy={act.isPending}
      error={act.error}
      onClose={onClose}
      onConfirm={() => act.mutate({ path: `/api/org/people/${person.id}/leave`, body: draft })}
    >
      <div className="field-row">
        <ChoiceField
          label="Lý do"
          value={draft.leaveReason}
          options={LEAVE_REASONS}
          onChange={(leaveReason) => set({ leaveReason })}
        />
        <DateField
          label="Từ ngày"
          value={draft.leftOn}
          onChange={(date) => set({ leftOn: date ?? officeToday() })}
          error={fieldError(act.error, 'leftOn')}
        />
      </div>
    </FormDialog>
  );
}
