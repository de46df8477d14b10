import type { CertificateView, MyCertificates } from '@congvu/contracts';
import { Modal } from 'antd';
import { FileUp } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { fieldError } from '../../shared/api/errors.ts';
import { Check, ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { useMe } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import {
  type AddDraft,
  EMPTY_DRAFT,
  isOtherName,
  labelOf,
  missingIn,
  needsReference,
  readCertificateFile,
  toRequest,
} from './add-draft.ts';
import { useAddCertificate } from './keys-api.ts';
import { TokenChoice } from './token-choice.tsx';

interface AddDialogProps {
  services: MyCertificates['remoteServices'];
  /** Clerk and administrator also add the organisation's. */
  mayOrganisation: boolean;
  onDone: (certificate: CertificateView) => void;
  onClose: () => void;
}

type Change = (part: Partial<AddDraft>) => void;
type Missing = ReturnType<typeof missingIn>;

function CertificateFile({ draft, change, error }: { draft: AddDraft; change: Change; error: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: globalThis.File | undefined): Promise<void> => {
    if (file !== undefined) {
      change({ file: { name: file.name, chain: readCertificateFile(new Uint8Array(await file.arrayBuffer())) } });
    }
  };
  return (
    <div className={error === undefined ? 'field' : 'field has-error'}>
      <span className="field-label">Tệp chứng thư</span>
      <div className="certificate-file">
        <Button icon={FileUp} onClick={() => input.current?.click()}>
          {draft.file === undefined ? 'Chọn tệp' : 'Chọn tệp khác'}
        </Button>
        <span className={draft.file === undefined ? 'quiet' : undefined}>
          {draft.file?.name ?? '.cer, .crt hoặc .pem, do nơi cấp hoặc dịch vụ gửi'}
        </span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Tệp chứng thư"
        accept=".cer,.crt,.pem,.der"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {error !== undefined && <div className="field-hint is-amber">{error}</div>}
    </div>
  );
}

interface PartProps {
  draft: AddDraft;
  change: Change;
  missing: Missing;
}

function TokenPart({ draft, change, missing, knownName }: PartProps & { knownName: string }) {
  const { identity } = draft;
  return (
    <>
      <TokenChoice
        chosen={identity}
        onChoose={(chosen) => change({ identity: chosen, deviceLabel: labelOf(chosen), confirmed: false })}
      />
      {missing.source !== undefined && <p className="soon">{missing.source}</p>}
      {identity !== undefined && isOtherName(identity, knownName) && (
        <div className="name-check">
          <p>
            Chứng thư ghi tên <b>{identity.holder}</b>, khác với <b>{knownName}</b> trong hệ thống.
          </p>
          <Check
            label={draft.kind === 'person' ? 'Đúng là chứng thư của tôi' : 'Đúng là chứng thư của cơ quan'}
            on={draft.confirmed}
            onChange={(confirmed) => change({ confirmed })}
          />
          {missing.name !== undefined && <p className="soon">{missing.name}</p>}
        </div>
      )}
    </>
  );
}

function ServicePart({ draft, change, missing, error }: PartProps & { error: unknown }) {
  const nameError = fieldError(error, 'confirmedName');
  return (
    <>
      <CertificateFile draft={draft} change={change} error={missing.source} />
      {needsReference(draft.place) && (
        <TextField
          label="Số điện thoại hoặc tên tài khoản tại dịch vụ"
          value={draft.reference}
          onChange={(reference) => change({ reference })}
          maxLength={200}
          error={missing.reference ?? fieldError(error, 'keyReference')}
        />
      )}
      {(nameError !== undefined || draft.typedName !== '') && (
        <TextField
          label="Tên đọc được trong chứng thư"
          value={draft.typedName}
          onChange={(typedName) => change({ typedName })}
          maxLength={200}
          error={nameError}
        />
      )}
    </>
  );
}

/** Where the key is, which certificate it has, what to call the device; the key itself stays where it is. */
export function AddDialog({ services, mayOrganisation, onDone, onClose }: AddDialogProps) {
  const me = useMe();
  const [draft, setDraft] = useState<AddDraft>(EMPTY_DRAFT);
  const [tried, setTried] = useState(false);
  const add = useAddCertificate(onDone);
  const change: Change = (part) => setDraft((now) => ({ ...now, ...part }));
  const knownName = draft.kind === 'person' ? me.user.displayName : me.acting.agencyName;
  const all = missingIn(draft, knownName);
  const missing = tried ? all : {};
  const places = [
    { value: 'token', label: 'Thiết bị USB cắm vào máy này' },
    ...services.map((service) => ({ value: service.id, label: service.label })),
    ...(draft.kind === 'organisation' ? [{ value: 'hsm', label: 'Máy chủ lưu khóa của cơ quan' }] : []),
  ];
  // Before a token is found there is nothing to add; the way to it has the one button.
  const hasSource = draft.place !== 'token' || draft.identity !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(all).length === 0) {
      add.mutate(toRequest(draft, services));
    }
  };
  return (
    <Modal open title="Thêm chứng thư" footer={null} width={560} onCancel={onClose} destroyOnHidden>
      <p className="dialog-text">Chỉ ghi chứng thư vào danh sách để ký; khóa bí mật không rời thiết bị.</p>
      <form className="form" noValidate onSubmit={submit}>
        {mayOrganisation && (
          <ChoiceField
            label="Chứng thư của"
            value={draft.kind}
            options={[
              { value: 'person', label: `Tôi, ${me.user.displayName}` },
              { value: 'organisation', label: `Cơ quan, ${me.acting.agencyName}` },
            ]}
            onChange={(kind) => change({ kind, place: 'token', confirmed: false })}
          />
        )}
        {places.length > 1 && (
          <ChoiceField
            label="Khóa nằm ở"
            value={draft.place}
            options={places}
            onChange={(place) =>
              change({
                place,
                deviceLabel: place === 'token' ? '' : (places.find(({ value }) => value === place)?.label ?? ''),
                identity: undefined,
              })
            }
          />
        )}
        {draft.place === 'token' ? (
          <TokenPart draft={draft} change={change} missing={missing} knownName={knownName} />
        ) : (
          <ServicePart draft={draft} change={change} missing={missing} error={add.error} />
        )}
        {hasSource && (
          <TextField
            label="Tên thiết bị"
            value={draft.deviceLabel}
            onChange={(deviceLabel) => change({ deviceLabel })}
            maxLength={100}
            hint="Để nhận ra khi ký và khi báo mất, ví dụ số ghi trên vỏ."
            error={missing.label}
          />
        )}
        {add.error !== null && (
          <ErrorNote title="Chưa thêm được" error={add.error} kept="Nội dung đã nhập vẫn được giữ." />
        )}
        <div className="dialog-foot">
          <Button onClick={onClose}>Hủy</Button>
          {hasSource && (
            <Button type="submit" kind="primary" busy={add.isPending}>
              Thêm chứng thư
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
