import type { RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { refreshTopic } from '../../shared/api/topics.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { printAddress } from '../../shared/paper/print-pdf.ts';
import { Button } from '../../shared/ui/button.tsx';
import { printPath } from './editor/page-pane.tsx';

interface ScanDialogProps {
  view: RequestView;
  onClose: () => void;
  onDone: () => void;
}

/** Ink and paper: print, sign, seal, scan. */
export function ScanDialog({ view, onClose, onDone }: ScanDialogProps) {
  const client = useQueryClient();
  const [printing, setPrinting] = useState(false);
  const print = async (): Promise<void> => {
    setPrinting(true);
    try {
      await printAddress(printPath(view.id, 'pdf'));
    } catch {
      showToast('Chưa in được bản này. Thử lại sau ít phút.');
    } finally {
      setPrinting(false);
    }
  };
  return (
    <Modal open width={560} footer={null} title="Nộp bản giấy đã ký" onCancel={onClose}>
      <ol className="req-scan">
        <li>
          <p>In {view.formLabel}, ký tay; đóng dấu nếu biểu mẫu ghi “ký tên, đóng dấu”.</p>
          <Button icon={Printer} busy={printing} onClick={() => void print()}>
            In {view.formLabel}
          </Button>
        </li>
        <li>
          <p>Quét hoặc chụp đủ cả trang, rõ chữ ký và con dấu, rồi tải lên.</p>
          <UploadArea<unknown>
            path={`/api/requests/${view.id}/scan`}
            multiple={false}
            accept=".pdf,.png,.jpg,.jpeg"
            title="Bản quét đã ký"
            onUploaded={() => {
              refreshTopic(client, 'requests');
              showToast('Đã nộp bản quét.');
              onDone();
            }}
          />
        </li>
      </ol>
    </Modal>
  );
}
