import type { PeerView } from '@congvu/contracts';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { TextField } from '../../../../shared/fields/text-field.tsx';
import { formatMoment } from '../../../../shared/text/dates.ts';
import { Button } from '../../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../../shared/ui/notes.tsx';
import { PemField } from '../../pem-field.tsx';
import { useDraft } from '../../use-draft.ts';
import { useShowCertificate } from './peers-api.ts';

/** Only where the gate of the other side asks for a certificate; the signature of every request is there in any case. */
export function CertificatePart({ peer }: { peer: PeerView }) {
  const [open, setOpen] = useState(false);
  const [draft, set] = useDraft({ certificate: '', key: '' });
  const save = useShowCertificate(() => {
    set({ certificate: '', key: '' });
    showToast('Đã lưu chứng thư trình cho bên kia.');
  });
  const saved = peer.certificateSavedAt;
  return (
    <section>
      <button type="button" className="conn-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronDown className="icon icon-16" aria-hidden />
        TLS hai chiều
        <small>
          {saved === null ? 'chỉ khi cổng vào của bên kia đòi chứng thư' : `chứng thư đã lưu ${formatMoment(saved)}`}
        </small>
      </button>
      {open && (
        <div className="form">
          <PemField
            label="Chứng thư của hệ thống này"
            hint="Do bên kia hoặc nơi cấp chung của tỉnh cấp cho máy chủ này, dạng PEM."
            value={draft.certificate}
            onChange={(certificate) => set({ certificate })}
            error={fieldError(save.error, 'certificate')}
          />
          <TextField
            label="Khóa riêng"
            hint="Dạng PEM, không đặt mật khẩu. Lưu mã hóa trên máy chủ, không hiện lại"
            value={draft.key}
            onChange={(key) => set({ key })}
            rows={4}
            placeholder="-----BEGIN PRIVATE KEY-----"
            numeric
          />
          {save.error !== null && <ErrorNote title="Chưa lưu được chứng thư" error={save.error} />}
          <p className="peer-acts">
            <Button busy={save.isPending} onClick={() => save.mutate({ id: peer.id, ...draft })}>
              {draft.certificate === '' && draft.key === '' && saved !== null ? 'Bỏ chứng thư đã lưu' : 'Lưu chứng thư'}
            </Button>
          </p>
        </div>
      )}
    </section>
  );
}
