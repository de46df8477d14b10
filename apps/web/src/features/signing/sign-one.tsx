import type { CertificateView, MyCertificates, SigningBatch, SigningPurposeName } from '@congvu/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import './signing.css';
import { getJson } from '../../shared/api/client.ts';
import { readKeptId, writeKeptId } from '../../shared/keeping/kept-id.ts';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { OneAct } from './one-act.tsx';
import { WORDS } from './signing.text.ts';
import { useCancelBatch, useOpenBatch } from './signing-api.ts';

export interface SignOneProps {
  title: string;
  /** Verb of the button: "Ký và gửi". */
  verb: string;
  /** What one may sign as, the likeliest first. */
  purposes: readonly SigningPurposeName[];
  /** Where nobody has a key for it. */
  noKey: string;
  /** What failed means to the thing: "Thư nháp còn nguyên." */
  kept: string;
  /** Names the thing on this computer: an act under way is taken up again after the page was loaded anew. */
  keepKey: string;
  /** Makes the thing ready and answers its id; asked again for another try after its bytes have changed. */
  prepare: () => Promise<string>;
  onSigned: (objectId: string) => void;
  /** The phone goes on by itself. */
  onLeft: () => void;
  onClose: () => void;
}

export interface Key {
  purpose: SigningPurposeName;
  certificate: CertificateView;
}

function keysOf(mine: MyCertificates | undefined, purposes: readonly SigningPurposeName[]): Key[] {
  return purposes.flatMap((purpose) =>
    (mine?.[WORDS[purpose].owner] ?? [])
      .filter(({ state }) => state === 'usable')
      .map((certificate) => ({ purpose, certificate })),
  );
}

function isLive({ state, items }: SigningBatch): boolean {
  return (state === 'open' || state === 'sent') && items.some((item) => item.stopped === null);
}

/** The batch of the one thing: the one left behind on this computer, or a fresh one with the first key. */
function useOneBatch({ prepare, purposes, keepKey, onClose }: SignOneProps) {
  const client = useQueryClient();
  const [batch, setBatch] = useState<SigningBatch>();
  const [error, setError] = useState<unknown>(null);
  const open = useOpenBatch(() => undefined);
  const cancel = useCancelBatch();
  const mine = useQuery({
    queryKey: ['certificates', 'mine'],
    queryFn: ({ signal }) => getJson<MyCertificates>('/api/certificates/mine', undefined, signal),
  });
  const keys = keysOf(mine.data, purposes);
  const take = (opened: SigningBatch): void => {
    client.setQueryData(['signing', 'batch', opened.id], opened);
    writeKeptId(keepKey, opened.id);
    setBatch(opened);
  };
  const letGo = async (): Promise<void> => {
    writeKeptId(keepKey, undefined);
    const last = batch && (client.getQueryData<SigningBatch>(['signing', 'batch', batch.id]) ?? batch);
    if (last?.state === 'open' || last?.state === 'sent') {
      await cancel.mutateAsync(last.id).catch(() => undefined);
    }
  };
  const begin = async ({ purpose, certificate }: Key): Promise<void> => {
    setError(null);
    try {
      await letGo();
      const objectId = await prepare();
      take(await open.mutateAsync({ purpose, documentIds: [objectId], certificateId: certificate.id }));
    } catch (failure) {
      setBatch(undefined);
      setError(failure);
    }
  };
  const resume = async (id: string): Promise<void> => {
    const left = await getJson<SigningBatch>(`/api/signing/batches/${id}`).catch(() => undefined);
    if (left !== undefined && isLive(left)) {
      take(left);
    } else {
      writeKeptId(keepKey, undefined);
      onClose();
    }
  };
  return { batch, error: error ?? mine.error, ready: mine.data !== undefined, keys, begin, resume, letGo };
}

/** Signs one thing that has no page to be looked at: what, with which key, and what its device asks. */
export function SignOne(props: SignOneProps) {
  const { title, verb, noKey, kept, keepKey, onSigned, onLeft, onClose } = props;
  const { batch, error, ready, keys, begin, resume, letGo } = useOneBatch(props);
  const [first] = keys;
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || !ready) {
      return;
    }
    begun.current = true;
    const left = readKeptId(keepKey);
    if (left !== undefined) {
      void resume(left);
    } else if (first !== undefined) {
      void begin(first);
    }
  }, [ready, first, keepKey, resume, begin]);
  const close = (): void => {
    void letGo();
    onClose();
  };
  return (
    <Modal
      open
      className="sign-one"
      width={560}
      title={title}
      footer={null}
      onCancel={close}
      mask={{ closable: false }}
    >
      {error !== null && (
        <ErrorNote
          title="Chưa mở được để ký"
          error={error}
          kept={kept}
          onRetry={first === undefined ? undefined : () => void begin(first)}
        />
      )}
      {error === null && ready && first === undefined && batch === undefined && (
        <Note>
          <p>{noKey}</p>
        </Note>
      )}
      {error === null && batch === undefined && (!ready || first !== undefined) && (
        <SkeletonRows rows={3} label="Đang mở để ký" />
      )}
      {batch !== undefined && (
        <OneAct
          key={batch.id}
          start={batch}
          verb={verb}
          kept={kept}
          keys={keys}
          onKey={(key) => void begin(key)}
          onSigned={(objectId) => {
            writeKeptId(keepKey, undefined);
            onSigned(objectId);
          }}
          onLeft={onLeft}
          onClose={close}
        />
      )}
    </Modal>
  );
}
