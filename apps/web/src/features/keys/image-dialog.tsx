import type { CertificateView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { refreshTopic } from '../../shared/api/topics.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { UploadArea } from '../../shared/fields/upload-area.tsx';
import { Button } from '../../shared/ui/button.tsx';

interface ImageDialogProps {
  certificate: CertificateView;
  onClose: () => void;
}

const LEAST_MM = 10;
const MOST_MM = 80;

/** The blue hand signature or the red seal in its real size (Decree 30/2020, Annex I). */
export function ImageDialog({ certificate, onClose }: ImageDialogProps) {
  const client = useQueryClient();
  const isPerson = certificate.kind === 'person';
  const [width, setWidth] = useState(isPerson ? '40' : '36');
  const millimetres = Number(width.replace(',', '.'));
  const isGood = millimetres >= LEAST_MM && millimetres <= MOST_MM;
  return (
    <Modal open title={isPerson ? 'Ảnh chữ ký' : 'Ảnh dấu'} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        {isPerson
          ? 'Chữ ký tay màu xanh, nền trong suốt; đặt giữa chức vụ và họ tên người ký.'
          : 'Dấu màu đỏ, nền trong suốt, đúng kích thước thật; trùm lên một phần ba chữ ký về bên trái.'}{' '}
        Văn bản đã ký giữ ảnh cũ.
      </p>
      <div className="form">
        {certificate.imageUrl !== null && (
          <img
            className="key-image"
            src={certificate.imageUrl}
            alt={isPerson ? 'Ảnh chữ ký đang dùng' : 'Ảnh dấu đang dùng'}
          />
        )}
        <TextField
          label="Bề rộng trên giấy, mm"
          value={width}
          onChange={setWidth}
          inputMode="decimal"
          numeric
          error={isGood ? undefined : `Từ ${LEAST_MM} đến ${MOST_MM} mm, đúng như đo trên giấy.`}
        />
        {isGood && (
          <UploadArea<CertificateView>
            path={`/api/certificates/${certificate.id}/image?widthMm=${millimetres}`}
            accept=".png"
            multiple={false}
            title="Tệp PNG nền trong suốt"
            hint="Tối đa 1 MB. Kéo tệp vào đây hoặc chọn từ máy."
            onUploaded={() => {
              refreshTopic(client, 'certificates');
              showToast(isPerson ? 'Đã đặt ảnh chữ ký.' : 'Đã đặt ảnh dấu.');
              onClose();
            }}
          />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Đóng</Button>
      </div>
    </Modal>
  );
}
