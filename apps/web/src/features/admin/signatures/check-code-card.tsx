import { QrCode } from 'lucide-react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Switch } from '../../../shared/fields/text-field.tsx';
import { useRoles } from '../../../shared/session/me.ts';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useChangeCheckCode, useCheckCode } from '../trust-api.ts';

/** Whether code and QR stand at the foot of what the agency issues. */
export function CheckCodeCard() {
  const { data, error, refetch } = useCheckCode();
  const roles = useRoles();
  const act = useChangeCheckCode(({ printsCheckCode }) =>
    showToast(
      printsCheckCode
        ? 'Văn bản trình ký từ bây giờ có mã kiểm tra ở chân trang.'
        : 'Văn bản trình ký từ bây giờ không in mã kiểm tra.',
    ),
  );
  if (error !== null) {
    return <ErrorNote title="Chưa tải được cách in mã kiểm tra" error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) {
    return null;
  }
  const on = act.isPending ? act.variables.printsCheckCode : data.printsCheckCode;
  return (
    <section className="sheet care-code no-print" aria-label="Mã kiểm tra trên văn bản đi">
      <QrCode className="icon" aria-hidden />
      <div>
        <h2>Mã kiểm tra trên văn bản đi</h2>
        <p>
          Chân trang đầu có mã QR và mã 12 ký tự. Ai cầm văn bản cũng tra được số, ngày, trích yếu, người ký và so được
          tệp đang giữ; nội dung không hiện ra. Văn bản đã dựng trang giữ nguyên như lúc dựng.
        </p>
      </div>
      {roles.has('clerk') || roles.has('administrator') ? (
        <Switch
          label={on ? 'Đang in' : 'Không in'}
          on={on}
          onChange={(printsCheckCode) =>
            act.mutate({ printsCheckCode }, { onError: (fault) => showToast(describeError(fault).message) })
          }
        />
      ) : (
        <span className="quiet">{on ? 'Đang in' : 'Không in'}</span>
      )}
    </section>
  );
}
