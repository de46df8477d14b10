import { FileCheck, FileClock } from 'lucide-react';
import './evidence.css';
import { ProvedLink } from '../ui/proved-link.tsx';

interface EvidenceDownloadProps {
  /** Sent by us, or come to us. */
  direction: 'outgoing' | 'incoming';
  documentId: string;
}

/** The archive that proves what was sent or received, and how whoever gets it can check it without us. */
export function EvidenceDownload({ direction, documentId }: EvidenceDownloadProps) {
  const about = direction === 'outgoing' ? 'từng nơi nhận đã báo gì, lúc nào' : 'đã nhận gì, từ ai, lúc nào';
  return (
    <div className="evidence">
      <ProvedLink className="btn" href={`/api/evidence/${direction}/${documentId}`}>
        <FileCheck className="icon" aria-hidden />
        Tải chứng cứ gửi nhận
      </ProvedLink>
      <a
        className="btn"
        href={`/api/audit/proof/document/${documentId}`}
        download={`bang-chung-nhat-ky-${documentId}.json`}
      >
        <FileClock className="icon" aria-hidden />
        Bằng chứng nhật ký
      </a>
      <p className="quiet">
        Một tệp ZIP có niêm phong, chứng minh {about}: gói tin nguyên bản, trạng thái, chữ ký, mã băm. Ai giữ tệp cũng
        tự kiểm tra được bằng lệnh <code>congvu evidence verify</code>, không cần mạng và không cần hệ thống này. Bằng
        chứng nhật ký cho thấy các dòng nhật ký về văn bản này nằm trong nhật ký đã ký (<code>congvu audit verify</code>
        ).
      </p>
    </div>
  );
}
