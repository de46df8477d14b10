import { BATCH_LIMIT, type SigningBatch } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useAddress } from '../../shared/ui/address.ts';
import { useKeptBatch } from './kept-batch.ts';
import type { Work } from './queue-row.tsx';
import { useBatch, useCancelBatch, useOpenBatch } from './signing-api.ts';

const PURPOSE = { ky: 'outgoing.sign', dau: 'outgoing.seal' } as const;

function isAlive(batch: SigningBatch | undefined): batch is SigningBatch {
  return batch?.state === 'open' || batch?.state === 'sent';
}

/** What the batch still has to sign. */
export function leftIn({ progress }: Pick<SigningBatch, 'progress'>): number {
  return progress.total - progress.signed;
}

/**
 * What was asked for in the address is opened once; a batch under way is taken up again after a reload, and one that was left is
 * offered after a crash.
 */
export function useQueueBatch(work: Work) {
  const { params, put } = useAddress();
  const client = useQueryClient();
  const [batch, setBatch] = useState<SigningBatch>();
  const kept = useKeptBatch();
  const inAddress = params.get('lo') ?? undefined;
  const wantedId = inAddress ?? kept.id;
  const resumed = useBatch(batch === undefined ? wantedId : undefined, false);
  const cancel = useCancelBatch();
  const open = useOpenBatch((opened) => {
    client.setQueryData(['signing', 'batch', opened.id], opened);
    setBatch(opened);
    kept.keep(opened.id);
    put({ vb: undefined, lo: opened.id });
  });
  const start = (documentIds: string[]): void =>
    open.mutate({ purpose: PURPOSE[work], documentIds: documentIds.slice(0, BATCH_LIMIT) });
  const wanted = params.get('vb');
  const asked = useRef('');
  useEffect(() => {
    if (wanted !== null && wanted !== '' && asked.current !== wanted) {
      asked.current = wanted;
      open.mutate({ purpose: PURPOSE[work], documentIds: wanted.split(',') });
    }
  }, [wanted, work, open]);
  const found = isAlive(resumed.data) ? resumed.data : undefined;
  // A batch that ended while the page was away still tells what became of each document.
  const ended = resumed.data?.state === 'completed' ? resumed.data : undefined;
  const shown = batch ?? (inAddress === undefined ? undefined : (found ?? ended));
  const forget = (of: SigningBatch): void => {
    cancel.mutate(of.id);
    kept.keep(undefined);
  };
  const close = ({ keep }: { keep: boolean }): void => {
    if (shown !== undefined && !keep) {
      const last = client.getQueryData<SigningBatch>(['signing', 'batch', shown.id]) ?? shown;
      if (isAlive(last)) {
        cancel.mutate(shown.id);
      }
      kept.keep(undefined);
    }
    setBatch(undefined);
    put({ lo: undefined, vb: undefined });
    for (const topic of ['outgoing', 'signing', 'me', 'desk']) {
      void client.invalidateQueries({ queryKey: [topic] });
    }
  };
  /** Some of what is left goes into a new batch; the old one, where it still lives, lets go of it first. */
  const reopen = async (old: SigningBatch, documentIds: string[], certificateId?: string): Promise<void> => {
    const last = client.getQueryData<SigningBatch>(['signing', 'batch', old.id]) ?? old;
    if (isAlive(last)) {
      await cancel.mutateAsync(old.id).catch(() => undefined);
    }
    // The key of the first try, unless another is chosen or it must not sign any more.
    const keyId = certificateId ?? (last.certificate.state === 'usable' ? last.certificate.id : undefined);
    open.mutate({ purpose: old.purpose, documentIds, ...(keyId !== undefined && { certificateId: keyId }) });
  };
  return {
    batch: shown,
    unfinished: shown === undefined && found !== undefined && leftIn(found) > 0 ? found : undefined,
    open,
    start,
    close,
    reopen,
    takeUp: (of: SigningBatch) => put({ lo: of.id }),
    forget,
  };
}
