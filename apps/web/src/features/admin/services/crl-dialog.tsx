import type { CrlImport } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { refreshTopic } from '../../../shared/api/topics.ts';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Note } from '../../../shared/ui/notes.tsx';

/** A list brought on a stick where the network does not reach the authority. */
export function CrlDialog({ onClose, onImported }: { onClose: () => void; onImported: (answer: CrlImport) => void }) {
  const client = useQueryClient();
  return (
    <Modal open title="Nhập danh sách thu hồi" footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        Dùng khi máy chủ không ra được mạng của nơi cấp: tải tệp danh sách thu hồi (.crl) từ trang chính thức của nơi
        cấp ở máy khác rồi nhập vào đây. Chỉ nhận danh sách do nơi cấp tin cậy ký và mới hơn bản đang có.
      </p>
      <UploadArea<CrlImport>
        path="/api/certificates/crls"
        accept=".crl,.pem,.der"
        multiple={false}
        hint="Kéo tệp .crl vào đây hoặc chọn từ máy."
        onUploaded={(answer) => {
          refreshTopic(client, 'certificates');
          onImported(answer);
        }}
      />
    </Modal>
  );
}

/** What the list changed here; a certificate of this office among the revoked is the news that matters. */
export function CrlResult({ imported, onClose }: { imported: CrlImport; onClose: () => void }) {
  const own = imported.newlyRevoked;
  return (
    <Note
      tone={own.length > 0 ? 'danger' : 'done'}
      title={
        own.length > 0
          ? `${formatNumber(own.length)} chứng thư của cơ quan đã bị nơi cấp thu hồi`
          : `Đã nhập danh sách thu hồi của ${imported.issuerName}`
      }
      actions={
        <Button size="small" onClick={onClose}>
          Đã xem
        </Button>
      }
    >
      <p>
        {own.length > 0 && `Danh sách của ${imported.issuerName}. `}
        {formatNumber(imported.revokedCount)} chứng thư bị thu hồi, phát hành {formatMoment(imported.thisUpdate)}
        {imported.nextUpdate === null ? '.' : `, bản mới trước ${formatMoment(imported.nextUpdate)}.`}
      </p>
      {own.length > 0 && (
        <ul>
          {own.map((certificate) => (
            <li key={certificate.id}>
              {certificate.subjectName}, số hiệu <span className="num">{certificate.serial}</span>
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}
