import type { MySecurity } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { refreshTopic } from '../../shared/api/topics.ts';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { OwnCertificateSetup } from './second-factor-page.tsx';

/** The certificate on the token as second factor. */
export function CertificateCard({ since }: { since: MySecurity['certificateSince'] }) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const drop = useWrite<void, MySecurity>({
    request: () => ({ path: '/api/me/certificate/off' }),
    topics: ['security', 'me'],
    onDone: () => showToast('Chứng thư số không còn là lớp xác thực thứ hai.'),
  });
  return (
    <section className="sheet">
      <div className="facts-state">
        <h2>Chứng thư số công vụ</h2>
        {since !== null && <Chip tone="green">Đang dùng</Chip>}
      </div>
      {since === null ? (
        <p className="quiet pretty">
          Thiết bị ký số được cấp cũng là lớp xác thực thứ hai: cắm vào máy, nhập mã PIN, không cần mã trên điện thoại.
        </p>
      ) : (
        <FactList facts={[['Dùng từ', formatMoment(since)]]} />
      )}
      {drop.isError && <ErrorNote title="Chưa thôi dùng được" error={drop.error} />}
      <div className="note-actions">
        {since === null ? (
          <Button onClick={() => setAdding(true)}>Dùng chứng thư số</Button>
        ) : (
          <Button kind="quiet" busy={drop.isPending} onClick={() => drop.mutate()}>
            Thôi dùng
          </Button>
        )}
      </div>
      <Modal
        open={adding}
        title="Dùng chứng thư số làm lớp thứ hai"
        footer={null}
        onCancel={() => setAdding(false)}
        destroyOnHidden
        width={460}
      >
        <OwnCertificateSetup
          onBack={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            refreshTopic(client, 'security');
            showToast('Đã dùng chứng thư số làm lớp thứ hai.');
          }}
        />
      </Modal>
    </section>
  );
}
