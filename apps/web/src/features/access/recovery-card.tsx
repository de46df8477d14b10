import type { MySecurity, RecoveryCodes } from '@congvu/contracts';
import { Modal } from 'antd';
import type { z } from 'zod';
import { useWrite } from '../../shared/api/write.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { RecoveryCodeList } from './second-factor-setup.tsx';

/** So few that a new sheet is wise. */
const FEW = 3;

/** What opens the door when the device is lost. */
export function RecoveryCard({ security }: { security: MySecurity }) {
  const { enabled, recoveryCodesLeft: left } = security.secondFactor;
  const renew = useWrite<void, z.infer<typeof RecoveryCodes>>({
    request: () => ({ path: '/api/me/second-factor/recovery-codes' }),
    topics: ['security'],
  });
  if (!enabled && security.passkeys.length === 0 && security.certificateSince === null) {
    return null;
  }
  return (
    <section className="sheet">
      <div className="facts-state">
        <h2>Mã khôi phục</h2>
        <Chip tone={left > FEW ? 'green' : 'amber'}>{`Còn ${left} mã`}</Chip>
      </div>
      <p className="quiet pretty">
        Mất hoặc quên mang điện thoại, thiết bị thì gõ một mã này thay cho lớp thứ hai. Mỗi mã dùng một lần. Lấy bộ mới
        thì tờ cũ hết hiệu lực.
      </p>
      {renew.isError && <ErrorNote title="Chưa lấy được mã" error={renew.error} />}
      <div className="note-actions">
        <Button busy={renew.isPending} onClick={() => renew.mutate()}>
          Mã khôi phục mới
        </Button>
      </div>
      <Modal
        open={renew.data !== undefined}
        title="Bộ mã khôi phục mới"
        footer={null}
        closable={false}
        maskClosable={false}
        keyboard={false}
        destroyOnHidden
      >
        {renew.data !== undefined && (
          <RecoveryCodeList
            title="Tờ cũ đã hết hiệu lực"
            codes={renew.data.recoveryCodes}
            onDone={() => renew.reset()}
          />
        )}
      </Modal>
    </section>
  );
}
