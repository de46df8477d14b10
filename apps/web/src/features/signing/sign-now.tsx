import { BATCH_LIMIT, type SigningBatch, type SigningPurposeName } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import './signing.css';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { useCancelBatch, useOpenBatch } from './signing-api.ts';
import { useSeen } from './use-seen.ts';

interface SignNowProps {
  purpose: SigningPurposeName;
  ids: readonly string[];
  onClose: () => void;
}

/** Signs what is named, on whatever screen one stands: opens the batch, shows it, and lets go of what was not signed. */
export function SignNow({ purpose, ids, onClose }: SignNowProps) {
  const client = useQueryClient();
  const seen = useSeen();
  const [batch, setBatch] = useState<SigningBatch>();
  const cancel = useCancelBatch();
  const open = useOpenBatch((opened) => {
    client.setQueryData(['signing', 'batch', opened.id], opened);
    setBatch(opened);
  });
  const start = (documentIds: readonly string[], certificateId?: string): void =>
    open.mutate({
      purpose,
      documentIds: documentIds.slice(0, BATCH_LIMIT),
      ...(certificateId !== undefined && { certificateId }),
    });
  const begin = useRef(() => start(ids));
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current) {
      begun.current = true;
      begin.current();
    }
  }, []);
  const letGo = async (of: SigningBatch): Promise<void> => {
    const last = client.getQueryData<SigningBatch>(['signing', 'batch', of.id]) ?? of;
    if (last.state === 'open' || last.state === 'sent') {
      await cancel.mutateAsync(of.id).catch(() => undefined);
    }
  };
  if (batch !== undefined) {
    return (
      <SignDialog
        key={batch.id}
        start={batch}
        seen={seen}
        onClose={({ keep }) => {
          if (!keep) {
            void letGo(batch);
          }
          onClose();
        }}
        reopen={{
          busy: open.isPending,
          error: open.error,
          onReopen: (documentIds, certificateId) => void letGo(batch).then(() => start(documentIds, certificateId)),
        }}
      />
    );
  }
  return (
    <Modal open width={560} footer={null} title="Ký số" onCancel={onClose}>
      {open.isError ? (
        <ErrorNote
          title="Chưa mở được để ký"
          error={open.error}
          kept="Chưa có gì được ký."
          onRetry={() => start(ids)}
        />
      ) : (
        <SkeletonRows rows={3} label="Đang mở để ký" />
      )}
    </Modal>
  );
}
