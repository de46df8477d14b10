import type { AskedPeer } from '@congvu/contracts';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../../shared/api/errors.ts';
import { Check, TextField } from '../../../../shared/fields/text-field.tsx';
import { FormDialog } from '../../form-dialog.tsx';
import { PemField } from '../../pem-field.tsx';
import { useDraft } from '../../use-draft.ts';
import { isPlain } from '../axis-draft.ts';
import { useProposePeer } from './peers-api.ts';

interface ProposeDialogProps {
  /** Who asked; undefined when the administrator begins. */
  asked: AskedPeer | undefined;
  mayShareWithAll: boolean;
  onClose: () => void;
  onAdded: (id: string) => void;
}

/** The address is enough: who stands there is asked and shown; nothing is trusted yet. */
export function ProposeDialog({ asked, mayShareWithAll, onClose, onAdded }: ProposeDialogProps) {
  const [draft, set] = useDraft({
    endpoint: asked?.endpoint ?? '',
    name: '',
    plainHttpConfirmed: false,
    ca: '',
    sharesWithAll: mayShareWithAll,
  });
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const propose = useProposePeer(onAdded);
  const endpoint = draft.endpoint.trim();
  const problem = /^https?:\/\/[^\s/?#@]+/i.test(endpoint)
    ? undefined
    : 'Ghi địa chỉ đầy đủ, dạng https://vanban.don-vi.gov.vn.';
  const plainProblem =
    isPlain(endpoint) && !draft.plainHttpConfirmed
      ? 'Địa chỉ http không mã hóa: đổi sang https hoặc xác nhận đường truyền khép kín.'
      : undefined;
  const confirm = (): void => {
    setTried(true);
    if (problem === undefined && plainProblem === undefined) {
      const { name, ca, sharesWithAll } = draft;
      const share = sharesWithAll ? 'all' : 'own';
      const plainHttpConfirmed = isPlain(endpoint) && draft.plainHttpConfirmed;
      propose.mutate({ endpoint, name: name.trim(), ca: ca.trim(), plainHttpConfirmed, share });
    }
  };
  return (
    <FormDialog
      title="Ghép nối hệ thống Công Vụ khác"
      intro="Nhập địa chỉ trang Công Vụ của bên kia. Hệ thống hỏi xem bên đó là ai rồi cho đối chiếu; chưa gửi nhận gì trước khi hai quản trị xác nhận."
      confirmLabel="Hỏi xem là ai"
      busy={propose.isPending}
      error={propose.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <TextField
        label="Địa chỉ hệ thống bên kia"
        hint="Như ô địa chỉ khi họ mở Công Vụ, ví dụ https://vanban.so-tttt.gov.vn"
        value={draft.endpoint}
        onChange={(value) => set({ endpoint: value })}
        inputMode="url"
        autoFocus
        error={(tried ? problem : undefined) ?? fieldError(propose.error, 'endpoint')}
      />
      {isPlain(endpoint) && (
        <div className={tried && plainProblem !== undefined ? 'conn-plain has-error' : 'conn-plain'}>
          <Check
            label="Đường truyền này khép kín trong mạng truyền số liệu chuyên dùng; tôi chấp nhận gửi không mã hóa"
            on={draft.plainHttpConfirmed}
            onChange={(plainHttpConfirmed) => set({ plainHttpConfirmed })}
          />
          {tried && plainProblem !== undefined && <p>{plainProblem}</p>}
        </div>
      )}
      {mayShareWithAll && (
        <Check
          label="Mọi cơ quan dùng hệ thống này đều gửi nhận qua kết nối này"
          on={draft.sharesWithAll}
          onChange={(sharesWithAll) => set({ sharesWithAll })}
        />
      )}
      <button type="button" className="conn-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronDown className="icon icon-16" aria-hidden />
        Thông số khác
        <small>tên gọi, chứng thư nơi cấp riêng</small>
      </button>
      {open && (
        <>
          <TextField
            label="Tên gọi"
            aside="(để trống: tên bên kia tự xưng)"
            value={draft.name}
            onChange={(name) => set({ name })}
            maxLength={120}
          />
          <PemField
            label="Chứng thư nơi cấp riêng"
            hint="Chỉ khi bên kia dùng chứng thư TLS không do nơi cấp công cộng cấp."
            value={draft.ca}
            onChange={(ca) => set({ ca })}
            error={fieldError(propose.error, 'ca')}
          />
        </>
      )}
    </FormDialog>
  );
}
